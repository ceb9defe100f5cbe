package io.revocast.publisher;

import io.revocast.consumer.LiveRevocation;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.LiveRevocations;
import io.revocast.publisher.revoke.Revoker;
import io.revocast.publisher.revoke.UnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/**
 * Has every live revocation appended again that another writer's record overwrote with less. What cannot be restored
 * now is found again when the list is next current after it was not.
 */
final class OverwriteWatch implements RevocationListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(OverwriteWatch.class);

    private final Runnable onHealed;
    private volatile @Nullable Repair repair;

    private record Repair(Revoker revoker, LiveRevocations live) {}

    /**
     * @param onHealed is run after each revocation that was appended again
     */
    OverwriteWatch(Runnable onHealed) {
        this.onHealed = onHealed;
    }

    /** Says who restores what; until then nothing is. The list needs its listeners before the revoker has a list. */
    void connect(Revoker revoker, LiveRevocations live) {
        repair = new Repair(revoker, live);
    }

    @Override
    public void onOverwritten(LiveRevocation revocation) {
        restore(revocation.revocation().target());
    }

    @Override
    public void onStateChanged(State from, State to) {
        if (to == State.CURRENT) {
            restoreAll();
        }
    }

    /** Looks through everything that is live. */
    void restoreAll() {
        Repair now = repair;
        if (now != null) {
            List<Target> overwritten = now.live()
                    .live()
                    .filter(LiveRevocation::overwritten)
                    .map(each -> each.revocation().target())
                    .toList();
            overwritten.forEach(this::restore);
        }
    }

    private void restore(Target target) {
        Repair now = repair;
        if (now == null) {
            return;
        }
        try {
            if (now.revoker().restore(target)) {
                onHealed.run();
                LOGGER.atWarn()
                        .addKeyValue("kind", target.kind().wireName())
                        .log("overwritten revocation appended again");
            }
        } catch (UnavailableException e) {
            LOGGER.atWarn()
                    .addKeyValue("kind", target.kind().wireName())
                    .addKeyValue("error", e.getMessage())
                    .log("overwritten revocation could not be appended again yet");
        }
    }
}
