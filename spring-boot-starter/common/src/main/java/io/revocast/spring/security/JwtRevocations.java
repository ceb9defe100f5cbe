package io.revocast.spring.security;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.spring.TokenRevocationUnknownException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidationException;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Checks the tokens of an application, with the failure policy of the route. The validator, the decoders and the request
 * filters share one. Thread-safe; a check does no I/O and takes no lock.
 */
public final class JwtRevocations {
    /** What a client reads about a revoked token. It names no reason. */
    static final String REVOKED = "The token has been revoked";

    private static final OAuth2Error ERROR = new OAuth2Error(
            OAuth2ErrorCodes.INVALID_TOKEN, REVOKED, "https://www.rfc-editor.org/rfc/rfc6750#section-3.1");

    private final RevocationCheck revocations;
    private final AcceptedTokens accepted;
    private final UnknownVerdictLog log;

    @SuppressWarnings("ThreadLocalUsage") // each application context has routes of its own
    private final ThreadLocal<@Nullable FailurePolicy> routePolicy = new ThreadLocal<>();

    private final LongAdder allowedByRoute = new LongAdder();
    private final LongAdder deniedByRoute = new LongAdder();

    /** Checks against a list. */
    public JwtRevocations(RevocationCheck revocations) {
        this(revocations, System::nanoTime);
    }

    JwtRevocations(RevocationCheck revocations, LongSupplier nanoTime) {
        this.revocations = revocations;
        this.accepted = new AcceptedTokens(nanoTime);
        this.log = new UnknownVerdictLog(nanoTime);
    }

    /** Checks a token with the policy of the route that this thread serves, if it is known. */
    boolean isRevoked(Jwt token) {
        return isRevoked(token, routePolicy.get());
    }

    /**
     * Checks a token.
     *
     * @param route the failure policy of the route; null for the list's
     * @return whether it is revoked
     * @throws TokenRevocationUnknownException when the verdict is unknown and the policy denies
     */
    boolean isRevoked(Jwt token, @Nullable FailurePolicy route) {
        if (accepted.contains(token)) {
            return false;
        }
        Verdict verdict = revocations.check(VerifiedSpringJwt.of(token));
        if (verdict instanceof Verdict.Unknown unknown) {
            decide(unknown, route);
            return false;
        }
        if (verdict instanceof Verdict.Revoked) {
            return true;
        }
        accepted.add(token);
        return false;
    }

    private void decide(Verdict.Unknown unknown, @Nullable FailurePolicy route) {
        boolean allow = (route == null ? unknown.policy() : route) == FailurePolicy.ALLOW;
        if (allow != unknown.accepted()) {
            (allow ? allowedByRoute : deniedByRoute).increment();
        }
        if (!allow) {
            log.denied(unknown.reason());
            throw new TokenRevocationUnknownException(unknown.reason());
        }
    }

    /** Returns the token, or throws what a decoder throws for an invalid one. */
    Jwt requireNotRevoked(Jwt token, @Nullable FailurePolicy route) {
        if (isRevoked(token, route)) {
            throw new JwtValidationException(REVOKED, List.of(ERROR));
        }
        return token;
    }

    static OAuth2Error error() {
        return ERROR;
    }

    /** Returns the policy of the route that this thread serves; null when it is unknown or has none. */
    @Nullable
    FailurePolicy routePolicy() {
        return routePolicy.get();
    }

    /** Sets the policy of the route that this thread serves from now on; null removes it. */
    void routePolicy(@Nullable FailurePolicy policy) {
        if (policy == null) {
            routePolicy.remove();
        } else {
            routePolicy.set(policy);
        }
    }

    /** Returns how many unknown verdicts a route accepted although the list's policy denies. */
    public long countAllowedByRoute() {
        return allowedByRoute.sum();
    }

    /** Returns how many unknown verdicts a route refused although the list's policy allows. */
    public long countDeniedByRoute() {
        return deniedByRoute.sum();
    }
}
