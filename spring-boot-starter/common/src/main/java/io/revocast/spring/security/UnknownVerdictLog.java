package io.revocast.spring.security;

import io.revocast.consumer.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Warns about tokens that no waiting helps, at most once a minute. The list itself logs its outages, so this log is
 * silent about them. Thread-safe.
 */
final class UnknownVerdictLog {
    private static final Logger LOG = LoggerFactory.getLogger(JwtRevocations.class);
    private static final long INTERVAL_NANOS = 60_000_000_000L;

    private final AtomicLong next;
    private final LongSupplier nanoTime;

    UnknownVerdictLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    void denied(Verdict.Reason reason) {
        long now = nanoTime.getAsLong();
        long due = next.get();
        boolean logged = reason.concernsToken() || reason == Verdict.Reason.CLOSED;
        if (logged && now - due >= 0 && next.compareAndSet(due, now + INTERVAL_NANOS)) {
            LOG.warn(
                    "answered {} for a token whose verdict is unknown ({}): {}",
                    reason.concernsToken() ? InvalidTokenAnswer.STATUS : 503,
                    reason.wireName(),
                    UnknownVerdictAdvice.of(reason));
        }
    }
}
