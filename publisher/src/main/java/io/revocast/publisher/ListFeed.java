package io.revocast.publisher;

import io.revocast.consumer.RevocationListener;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.append.CanaryIssuer;
import io.revocast.publisher.append.EventFeed;
import io.revocast.publisher.append.LiveRevocations;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The feed of the publisher's own list. Thread-safe. */
final class ListFeed implements EventFeed, RevocationListener {
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable LiveRevocations live;

    /** Sets the source of origins and receipts. Before that, the feed drops changes. The list needs its listeners first. */
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
        // Without listeners, the replay of a million records would look up each one in vain.
        if (now != null && !listeners.isEmpty() && !CanaryIssuer.owns(revocation.target())) {
            // The next notification reports a revocation that was reinstated in the meantime.
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
