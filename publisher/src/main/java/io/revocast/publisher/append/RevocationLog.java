package io.revocast.publisher.append;

import io.revocast.event.Receipt;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.request.UnavailableException;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/**
 * Where events are appended; the Kafka topic, seen from the domain. Implementations are thread-safe.
 *
 * <p>Events of one target that one thread appends in order stand in the log in that order.
 */
public interface RevocationLog {
    /**
     * Begins to append an event, and returns without waiting for it to be committed.
     *
     * <p>The future completes within a minute: with the receipt once the log has committed the event, or
     * exceptionally with an {@link UnavailableException} that says whether it may have been written. A future that
     * has failed when this method returns means that the log takes nothing at all at this moment. Never throws.
     */
    CompletableFuture<Receipt> append(RevocationEvent event);

    /**
     * Appends an event as {@link #append(RevocationEvent)} does, and keeps the trace of its request beside it. A log that
     * cannot keep a trace ignores it.
     *
     * @param traceParent a W3C Trace Context, as a valid header value of version 00; null for none
     */
    default CompletableFuture<Receipt> append(RevocationEvent event, @Nullable String traceParent) {
        return append(event);
    }
}
