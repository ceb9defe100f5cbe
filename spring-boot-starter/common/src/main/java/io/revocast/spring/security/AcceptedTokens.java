package io.revocast.spring.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * Tokens that were found not revoked within the last 100 ms, by identity. The validator, the decoder and the request
 * filter check the same object one after the other, and this leaves the first check only.
 *
 * <p>A lost mark costs a second check and nothing else. Thread-safe, without locks, of fixed size.
 */
final class AcceptedTokens {
    private static final int SLOTS = 256;
    private static final long VALID_NANOS = 100_000_000;

    private final AtomicReferenceArray<@Nullable Mark> marks = new AtomicReferenceArray<>(SLOTS);
    private final LongSupplier nanoTime;

    AcceptedTokens(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(Jwt token) {
        marks.set(slot(token), new Mark(new WeakReference<>(token), nanoTime.getAsLong()));
    }

    boolean contains(Jwt token) {
        Mark mark = marks.get(slot(token));
        return mark != null && mark.token.refersTo(token) && nanoTime.getAsLong() - mark.nanos < VALID_NANOS;
    }

    private static int slot(Jwt token) {
        return System.identityHashCode(token) & (SLOTS - 1);
    }

    private record Mark(WeakReference<Jwt> token, long nanos) {}
}
