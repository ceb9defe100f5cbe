package io.revocast.publisher.service;

import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The audit entries of one request that is carried out: granted, appended together with the events that it names, and
 * confirmed, with their receipts. The publisher answers no success before the granted entry is committed. Thread-safe.
 */
final class RequestAudit {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BRIEFLY = Duration.ofSeconds(1);

    private final AuditWriter writer;
    private final AuditEntry.Context context;
    private final Explanation explanation;
    private final Consumer<AuditEntry> memory;
    private final boolean part;

    /**
     * @param memory receives each entry that names the whole request
     * @param part whether an earlier granted entry names the whole request, and the caller appends the confirmed entry
     */
    private RequestAudit(
            AuditWriter writer,
            AuditEntry.Context context,
            Explanation explanation,
            Consumer<AuditEntry> memory,
            boolean part) {
        this.writer = writer;
        this.context = context;
        this.explanation = explanation;
        this.memory = memory;
        this.part = part;
    }

    /**
     * Returns the entries of a whole request.
     *
     * @param topicId Kafka's id of the topic that its events are appended to; null when it is not known
     * @param explanation the caller's own
     * @param memory receives each entry
     */
    static RequestAudit of(
            AuditWriter writer, @Nullable String topicId, Explanation explanation, Consumer<AuditEntry> memory) {
        return new RequestAudit(writer, writer.context(topicId), explanation, memory, false);
    }

    /** Returns the entries of a part of the request. The caller appends the confirmed entry of the whole. */
    RequestAudit ofPart() {
        return new RequestAudit(writer, context, explanation, memory, true);
    }

    /** Begins to append the granted entry and returns without waiting. Never throws. */
    CompletableFuture<Void> granted(List<AuditEntry.Subject> subjects) {
        AuditEntry entry = writer.entry(Decision.GRANTED, subjects, explanation.reason(), explanation.note(), context);
        if (!part) {
            memory.accept(entry);
        }
        return writer.begin(entry);
    }

    /** Begins to append the confirmed entry. Nothing waits for it. Never throws. */
    void confirmed(List<AuditEntry.Subject> subjects) {
        if (part) {
            return;
        }
        AuditEntry entry = writer.entry(Decision.CONFIRMED, subjects, null, null, context);
        memory.accept(entry);
        writer.note(entry);
    }

    /** The granted entry of a request of which the log did not take the first event, so that no entry is due. */
    static CompletableFuture<Void> none() {
        return CompletableFuture.failedFuture(new IllegalStateException("no event was appended"));
    }

    /** Waits for at most a second. A later {@link #await} reports failures. */
    static void awaitBriefly(CompletableFuture<Void> granted) {
        try {
            granted.get(BRIEFLY.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // await() reports it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for at most a minute until the granted entry is committed.
     *
     * @param written whether an event of the request is committed; an answer without an event needs the entry too
     */
    static void await(CompletableFuture<Void> granted, boolean written) throws UnavailableException {
        try {
            granted.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw written
                    ? new UnavailableException(
                            Certainty.UNKNOWN,
                            "it is done, but the audit did not confirm the entry about it; repeat the request with the same"
                                    + " idempotency key",
                            e)
                    : new UnavailableException(
                            Certainty.NOT_WRITTEN,
                            "nothing was written to the topic, because nothing had to be, but the audit did not confirm the"
                                    + " entry about it; repeat the request",
                            e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(
                    Certainty.UNKNOWN, "the publisher is stopping; repeat the request elsewhere", e);
        }
    }
}
