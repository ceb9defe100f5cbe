package io.revocast.publisher.request;

import io.revocast.event.Target;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The issuers whose tokens can be revoked, as the configuration has them. Immutable.
 *
 * @param byIssuer by {@code iss}; empty when none is configured, and then any issuer is known
 * @param othersAllowed whether a target may name another issuer nevertheless
 */
public record KnownIssuers(Map<String, KnownIssuer> byIssuer, boolean othersAllowed) {
    /** No issuer is configured. */
    public static final KnownIssuers ANY = new KnownIssuers(Map.of(), true);

    /** The largest {@code issuedAtOffset} that a configuration may have. */
    public static final Duration MAX_ISSUED_AT_OFFSET = Duration.ofMinutes(5);

    private static final KnownIssuer DEFAULT = new KnownIssuer("", Duration.ZERO, Set.of("sid"));

    public KnownIssuers {
        byIssuer = Map.copyOf(byIssuer);
    }

    /**
     * One issuer.
     *
     * @param alias of the issuer in the configuration
     * @param issuedAtOffset how far the {@code iat} of its tokens is ahead of the true time; negative when it is behind
     * @param sessionClaims the claims that have the session, whose value never returns
     */
    public record KnownIssuer(String alias, Duration issuedAtOffset, Set<String> sessionClaims) {
        public KnownIssuer {
            sessionClaims = Set.copyOf(sessionClaims);
        }

        /** Joins what two aliases of the configuration say of one issuer. */
        public KnownIssuer merge(KnownIssuer other) {
            Set<String> claims = new HashSet<>(sessionClaims);
            claims.addAll(other.sessionClaims);
            return new KnownIssuer(alias, issuedAtOffset.isZero() ? other.issuedAtOffset : issuedAtOffset, claims);
        }
    }

    /** Whether tokens of an issuer may exist. */
    public boolean isKnown(String issuer) {
        return byIssuer.isEmpty() || byIssuer.containsKey(issuer);
    }

    /** Whether a target may name an issuer. */
    public boolean allows(String issuer) {
        return othersAllowed || isKnown(issuer);
    }

    public Duration issuedAtOffset(String issuer) {
        return byIssuer.getOrDefault(issuer, DEFAULT).issuedAtOffset();
    }

    /** How far the {@code iat} of an issuer's tokens may be ahead of the true time: its offset, or zero. */
    public Duration ahead(String issuer) {
        Duration offset = issuedAtOffset(issuer);
        return offset.isNegative() ? Duration.ZERO : offset;
    }

    /** Whether a target is a session: once it has ended, every token of it is to be refused, whatever its {@code iat}. */
    public boolean isSession(Target target) {
        return target instanceof Target.Claim claim
                && byIssuer.getOrDefault(claim.issuer(), DEFAULT)
                        .sessionClaims()
                        .contains(claim.name());
    }
}
