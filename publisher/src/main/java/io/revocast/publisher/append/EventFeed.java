package io.revocast.publisher.append;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Target;

import java.util.function.Consumer;

/** Reports each change when the publisher's own list applies it. Implementations are thread-safe. */
public interface EventFeed {
    /**
     * Tells of every change from now on.
     *
     * @param listener called in the order of the log by one thread, which it must not keep waiting; not registered yet
     */
    Registration register(Consumer<Change> listener);

    /** Ends with {@link #close}; closing twice is harmless. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Something changed. */
    sealed interface Change {
        /** A target is revoked, or is now for longer or for more tokens. */
        record Revoked(LiveRevocation revocation) implements Change {}

        /** A target is accepted again. */
        record Reinstated(Target target) implements Change {}
    }
}
