package io.revocast.publisher.append;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Re-appends what the log would no longer tell a reader that restarts. Those are live revocations that a smaller record
 * replaced, and events that stand in another partition or in a lost topic. Thread-safe.
 */
public final class RevocationRestorer {
    private final EventAppender appender;
    private final LiveRevocations live;
    private final EventOrigins origins;

    /** A restorer that shares the locks of other writers. */
    public RevocationRestorer(EventAppender appender, LiveRevocations live, Clock clock) {
        this.appender = appender;
        this.live = live;
        this.origins = new EventOrigins(clock);
    }

    /**
     * The result of a restoration.
     *
     * @param appended how many revocations were re-appended
     * @param busy the targets of other requests; restore them later
     */
    public record Restored(int appended, List<Target> busy) {}

    /**
     * Re-appends overwritten revocations, several hundred at a time. It skips the targets of other requests, because one of
     * those may wait until its commit times out.
     *
     * @param targets read one by one
     * @param onDone receives numbers of targets that need no more work
     * @param stopped read before each chunk
     */
    public Restored restore(Iterator<Target> targets, IntConsumer onDone, BooleanSupplier stopped)
            throws UnavailableException {
        try (RestoreRun run = new RestoreRun(appender, this::lostEvents, onDone)) {
            return run.run(targets, stopped);
        }
    }

    /** Re-appends those of the targets of a committed request, which the caller has locked, that are overwritten. */
    public void restoreLocked(List<Target> targets) throws UnavailableException {
        appender.appendAfterCommit(lostEvents(targets));
    }

    /** The events that state the live revocations of locked targets again. */
    private List<RevocationEvent> lostEvents(List<Target> targets) {
        return targets.stream()
                .flatMap(target -> live.find(target).stream())
                .filter(LiveRevocation::overwritten)
                .<RevocationEvent>map(each -> {
                    Origin first = each.origin();
                    Origin origin = first != null
                            ? first
                            : origins.origin(null, new Explanation("restored", null), null, origins.now());
                    return new RevocationEvent.Revoked(each.revocation(), origin);
                })
                .toList();
    }

    /**
     * Re-appends reinstatements to the partitions to which their keys hash now. Each names the last record that it
     * reinstates, so it removes no later revocation.
     *
     * @param targets of the reinstatements
     * @param displaced returns, once the targets are locked, the reinstatements that are still displaced
     */
    public void reinstateAgain(List<Target> targets, Supplier<List<RevocationEvent.Reinstated>> displaced)
            throws UnavailableException {
        Set<Target> locked = Set.copyOf(targets);
        appender.append(
                targets,
                () -> displaced.get().stream()
                        .filter(event -> locked.contains(event.target()))
                        .toList());
    }

    /**
     * Appends revocations that another source names, merged with the live ones; nothing for those that are live.
     *
     * @return how many were appended
     */
    public int appendMissing(List<RevocationEvent.Revoked> named) throws UnavailableException {
        List<RevocationEvent> events = new ArrayList<>();
        appender.append(named.stream().map(RevocationEvent.Revoked::target).toList(), () -> {
            for (RevocationEvent.Revoked each : named) {
                LiveRevocation known = live.find(each.target()).orElse(null);
                if (known == null) {
                    events.add(new RevocationEvent.Revoked(each.revocation(), each.origin()));
                } else if (!known.revocation().covers(each.revocation())) {
                    Origin first = known.origin() == null ? each.origin() : known.origin();
                    events.add(new RevocationEvent.Revoked(known.revocation().merge(each.revocation()), first));
                }
            }
            return events;
        });
        return events.size();
    }
}
