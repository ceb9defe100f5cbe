package io.revocast.publisher;

import io.revocast.consumer.RevocationListener;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.EventFeed;
import io.revocast.publisher.revoke.LiveRevocations;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The feed of the publisher's own list. Thread-safe. */
final class ListFeed implements EventFeed, RevocationListener {
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable LiveRevocations live;

    /** Says where origins and receipts are; until then nothing is told. The list needs its listeners before it is there. */
    void connect(LiveRevocations revocations) {
        live = revocations;
    }

    @Override
    public Registration register(Consumer<Change> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void onRevoked(Revocation revocation) {
        LiveRevocations now = live;
        // A list of a million would look up each for nobody.
        if (now != null && !listeners.isEmpty()) {
            // What was taken back in the meantime is told by the next notification.
            now.find(revocation.target()).ifPresent(found -> tell(new Change.Revoked(found)));
        }
    }

    @Override
    public void onReinstated(Target target) {
        tell(new Change.Reinstated(target));
    }

    private void tell(Change change) {
        listeners.forEach(listener -> listener.accept(change));
    }
}
