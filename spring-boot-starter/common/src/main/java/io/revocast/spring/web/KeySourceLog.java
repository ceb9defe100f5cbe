package io.revocast.spring.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Warns about a decoder that cannot fetch its keys, at most once a minute. Thread-safe. */
final class KeySourceLog {
    private static final Logger LOG = LoggerFactory.getLogger(KeySourceLog.class);
    private static final long INTERVAL_NANOS = 60_000_000_000L;

    private final AtomicLong next;
    private final LongSupplier nanoTime;

    KeySourceLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    void failed(Throwable thrown) {
        long now = nanoTime.getAsLong();
        long due = next.get();
        if (UnavailableAnswer.isUnavailableDecoder(thrown)
                && now - due >= 0
                && next.compareAndSet(due, now + INTERVAL_NANOS)) {
            LOG.warn(
                    "answered 503 because a decoder could not verify a token: {}. Check that this service reaches"
                            + " spring.security.oauth2.resourceserver.jwt.jwk-set-uri or issuer-uri",
                    thrown.getMessage());
        }
    }
}
