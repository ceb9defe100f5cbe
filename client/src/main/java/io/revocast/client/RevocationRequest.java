package io.revocast.client;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * What to revoke, until when, and why. Immutable; the {@code with} methods return copies.
 *
 * @param target what matches the tokens
 * @param issuedBefore the cut-off: the target matches only tokens with {@code iat} at or before it. Not for tokens. With
 *     null, the publisher sets it to the time at which it first receives the request, by its own clock and the
 *     issuer's. A token, a key and a session ({@code sid}) then have no cut-off
 * @param authenticatedBefore also tokens with {@code auth_time} at or before it, whatever their {@code iat}: those that
 *     were refreshed from an old login; null for none. Not for tokens
 * @param expiresAt when the last matching token could still be accepted, for a token its {@code exp}; null leaves it to
 *     the publisher. Not for claims and issuers
 * @param reason why
 * @param confirmation what {@link RevocationRefusedException#confirmation} gave for a broad target; null at first
 * @param idempotencyKey names the request, so that a later call with the same request has its outcome; null lets the
 *     client make one for each call
 */
public record RevocationRequest(
        Target target,
        @Nullable Instant issuedBefore,
        @Nullable Instant authenticatedBefore,
        @Nullable Instant expiresAt,
        Reason reason,
        @Nullable String confirmation,
        @Nullable UUID idempotencyKey) {

    public RevocationRequest {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(reason, "reason");
    }

    /** A request that {@code auth_time} does not matter to. */
    public RevocationRequest(
            Target target,
            @Nullable Instant issuedBefore,
            @Nullable Instant expiresAt,
            Reason reason,
            @Nullable String confirmation) {
        this(target, issuedBefore, null, expiresAt, reason, confirmation, null);
    }

    /**
     * Revokes a target now, for as long as a matching token could be accepted. The publisher sets the cut-off when it
     * first receives the request. The tries of one call share an idempotency key, so none of them moves the cut-off. To
     * call again after a {@link RevocationUnconfirmedException} with the same cut-off, set
     * {@link #withIdempotencyKey a key} before the first call, or {@link #withIssuedBefore a cut-off}.
     */
    public static RevocationRequest of(Target target) {
        return new RevocationRequest(target, null, null, Reason.NONE, null);
    }

    /**
     * The same, for tokens with {@code iat} at or before the instant, in whole seconds. The client sends the
     * instant unchanged. An instant of a clock that is behind the issuer's lets newer tokens pass.
     */
    public RevocationRequest withIssuedBefore(Instant cutOff) {
        return new RevocationRequest(
                target, cutOff, authenticatedBefore, expiresAt, reason, confirmation, idempotencyKey);
    }

    /** The same, for tokens with {@code auth_time} at or before the instant as well, whatever their {@code iat}. */
    public RevocationRequest withAuthenticatedBefore(Instant cutOff) {
        return new RevocationRequest(target, issuedBefore, cutOff, expiresAt, reason, confirmation, idempotencyKey);
    }

    /** The same, until the instant. */
    public RevocationRequest withExpiresAt(Instant end) {
        return new RevocationRequest(
                target, issuedBefore, authenticatedBefore, end, reason, confirmation, idempotencyKey);
    }

    /** The same, with a reason. */
    public RevocationRequest withReason(Reason why) {
        return new RevocationRequest(
                target, issuedBefore, authenticatedBefore, expiresAt, why, confirmation, idempotencyKey);
    }

    /** Returns the same request with the confirmation of a person who has seen its preview. */
    public RevocationRequest withConfirmation(String confirmed) {
        return new RevocationRequest(
                target, issuedBefore, authenticatedBefore, expiresAt, reason, confirmed, idempotencyKey);
    }

    /** The same, named by a key: every call with it has the outcome of the first, for 24 hours. */
    public RevocationRequest withIdempotencyKey(UUID key) {
        return new RevocationRequest(target, issuedBefore, authenticatedBefore, expiresAt, reason, confirmation, key);
    }
}
