package io.revocast.publisher.request;

import io.revocast.event.Target;
import io.revocast.event.internal.Sha256;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** One thing that a caller wants revoked, as asked: nothing is judged yet but the target's own rules. Immutable. */
public sealed interface RevokeRequest {
    /** Why, for people; never judged. */
    Explanation explanation();

    /** The kind of target that this revokes, which decides who may ask for it. */
    Target.Kind kind();

    /**
     * Why a revocation was asked for.
     *
     * @param reason short code; null when none was given
     * @param note free text; null when none was given
     */
    record Explanation(@Nullable String reason, @Nullable String note) {
        /** No reason and no note. */
        public static final Explanation NONE = new Explanation(null, null);
    }

    /**
     * A target named by its parts.
     *
     * @param issuedBefore the cut-off asked for; null for the target's default
     * @param authenticatedBefore the cut-off for {@code auth_time} asked for; null for none
     * @param expiresAt the end asked for; null for the target's default
     */
    record ByTarget(
            Target target,
            @Nullable Instant issuedBefore,
            @Nullable Instant authenticatedBefore,
            @Nullable Instant expiresAt,
            Explanation explanation)
            implements RevokeRequest {
        /** A request that {@code auth_time} does not matter to. */
        public ByTarget(
                Target target, @Nullable Instant issuedBefore, @Nullable Instant expiresAt, Explanation explanation) {
            this(target, issuedBefore, null, expiresAt, explanation);
        }

        /** Adds everything that is asked for to a hash; the explanation is no part of it. */
        public void addTo(Sha256 hash) {
            hash.addPart(target.key())
                    .addPart(String.valueOf(issuedBefore))
                    .addPart(String.valueOf(authenticatedBefore))
                    .addPart(String.valueOf(expiresAt));
        }

        @Override
        public Target.Kind kind() {
            return target.kind();
        }
    }

    /**
     * A token pasted whole. It goes no further than the parser.
     *
     * @param token the compact JWS (RFC 7515 section 3.1)
     */
    record ByToken(String token, Explanation explanation) implements RevokeRequest {
        @Override
        public Target.Kind kind() {
            return Target.Kind.TOKEN;
        }

        /** Leaves the token out. */
        @Override
        public String toString() {
            return "ByToken[" + explanation + "]";
        }
    }
}
