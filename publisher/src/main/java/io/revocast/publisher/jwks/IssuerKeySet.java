package io.revocast.publisher.jwks;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The JWK Set of one issuer: the newest that was read, and at most one reading at a time.
 *
 * <p>Requests that need a newer set join the next reading, so that a thousand unknown {@code kid}s cost one. No lock is
 * held and no thread is occupied while a set is read. The cached source of the library has other rules: its requests wait
 * for each other and share one rate limit. Past that limit an unknown key looks like a key that does not exist.
 * Thread-safe.
 */
final class IssuerKeySet {
    private static final Logger LOGGER = LoggerFactory.getLogger(IssuerKeySet.class);
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration OUTAGE_TOLERATED = Duration.ofHours(4);

    private final TrustedIssuer issuer;
    private final JwkSetReader reader;
    private final LongSupplier nanoTime;
    private final long created;
    private final Map<KeyBudget, Long> earliest = new EnumMap<>(KeyBudget.class);
    private final Set<String> namedInTheLog = new HashSet<>();

    /** The reading under way; null when there is none. */
    private @Nullable CompletableFuture<Void> running;
    /** The reading that begins after that one, or when its time has come; null when none is wanted. */
    private @Nullable CompletableFuture<Void> next;

    private volatile @Nullable Snapshot latest;
    private volatile @Nullable String failure;

    /**
     * A set that was read.
     *
     * @param begunNanos when the reading began: keys that were published later may be missing
     */
    record Snapshot(VerificationKeys keys, long begunNanos) {
        /** Whether it contains every key that was published before that time. */
        boolean isSince(long nanos) {
            return begunNanos - nanos >= 0;
        }
    }

    /** Reads nothing yet. */
    IssuerKeySet(TrustedIssuer issuer, JwkSetReader reader, LongSupplier nanoTime) {
        this.issuer = issuer;
        this.reader = reader;
        this.nanoTime = nanoTime;
        this.created = nanoTime.getAsLong();
    }

    /** The newest set; empty when there is none that may still be used. */
    Optional<Snapshot> latest() {
        return Optional.ofNullable(latest).filter(read -> age(read) < OUTAGE_TOLERATED.toNanos());
    }

    /** Whether a set is so new that its keys are used without another look. */
    boolean isFresh(Snapshot read) {
        return age(read) < FRESH.toNanos();
    }

    /** Whether the last reading failed. */
    boolean isFailing() {
        return failure != null;
    }

    private long age(Snapshot read) {
        return nanoTime.getAsLong() - read.begunNanos();
    }

    /**
     * Returns a reading that may have begun already; it completes without a value, whether it succeeds or fails. Empty when
     * it is too early for one.
     */
    synchronized Optional<CompletableFuture<Void>> reading(KeyBudget asker) {
        return running != null ? Optional.of(running) : readingFromNow(asker);
    }

    /** Returns a reading that begins after this call; as {@link #reading} otherwise. */
    synchronized Optional<CompletableFuture<Void>> readingFromNow(KeyBudget asker) {
        if (next != null) {
            return Optional.of(next);
        }
        long now = nanoTime.getAsLong();
        long wait = Math.max(0, earliest.getOrDefault(asker, created) - now);
        if (wait > 0 && !asker.waitsForInterval()) {
            return Optional.empty();
        }
        earliest.put(asker, now + wait + asker.interval().toNanos());
        return Optional.of(running == null && wait == 0 ? begin() : later(running, wait));
    }

    private CompletableFuture<Void> later(@Nullable CompletableFuture<Void> after, long waitNanos) {
        CompletableFuture<Void> promised = new CompletableFuture<>();
        next = promised;
        Executor whenDue = CompletableFuture.delayedExecutor(waitNanos, TimeUnit.NANOSECONDS);
        CompletableFuture<Void> free = after == null ? CompletableFuture.completedFuture(null) : after;
        var unused = free.thenRunAsync(() -> beginNext(promised), whenDue);
        return promised;
    }

    private synchronized void beginNext(CompletableFuture<Void> promised) {
        next = null;
        var unused = begin().thenRun(() -> promised.complete(null));
    }

    private CompletableFuture<Void> begin() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        running = done;
        long begun = nanoTime.getAsLong();
        var unused = reader.read(issuer.keys()).thenApply(IssuerKeySet::parsed).handle((keys, failed) -> {
            end(begun, keys, failed);
            return done.complete(null);
        });
        return done;
    }

    private static VerificationKeys parsed(byte[] json) {
        try {
            return VerificationKeys.parse(json);
        } catch (ParseException e) {
            throw new CompletionException(e);
        }
    }

    private synchronized void end(long begun, @Nullable VerificationKeys keys, @Nullable Throwable failed) {
        running = null;
        if (keys == null) {
            noteFailure(failed);
            return;
        }
        latest = new Snapshot(keys, begun);
        for (IgnoredKey key : keys.ignored()) {
            if (namedInTheLog.size() < 100 && namedInTheLog.add(key.description())) {
                LOGGER.warn(
                        "ignored a key in the JWK Set of {} that cannot be read: {}",
                        issuer.issuer(),
                        key.description());
            }
        }
        if (failure != null) {
            failure = null;
            LOGGER.info("the JWK Set of {} is read again", issuer.issuer());
        }
    }

    /** Logs a failure when it begins and when its cause changes, not for each attempt. */
    private void noteFailure(@Nullable Throwable failed) {
        Throwable cause = failed;
        while ((cause instanceof CompletionException || cause instanceof UncheckedIOException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String now = cause instanceof TimeoutException ? "it did not arrive in time" : String.valueOf(cause);
        if (!now.equals(failure)) {
            failure = now;
            LOGGER.warn("cannot read the JWK Set of {} at {}: {}", issuer.issuer(), issuer.keys(), now);
        }
    }
}
