package io.revocast.demo;

import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.event.Target;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Begins, renews and ends sessions. It keeps none: what is over stands in the revocation list, which every instance has.
 *
 * <p>Thread-safe.
 */
final class Sessions {
    /** Once more than one second, because the publisher's clock may be a little ahead. */
    private static final int LOG_IN_ATTEMPTS = 3;

    /** A session's cut-off lies this far ahead: no log-in gets its id again, and clocks may differ by as much. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);

    private final Tokens tokens;
    private final JWTVerifier refreshTokens;
    private final RevocationCheck revocations;
    private final Publisher publisher;
    private final Clock clock;

    Sessions(Tokens tokens, RevocationCheck revocations, Publisher publisher, Clock clock) {
        this.tokens = tokens;
        this.refreshTokens = tokens.verifier(TokenType.REFRESH);
        this.revocations = revocations;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * Begins a session. A cut-off is in whole seconds and takes tokens of its own second with it, so a log-in right
     * after {@link #logOutEverywhere} waits for the next one: the tokens would be dead at birth.
     */
    TokenPair logIn(String subject) {
        for (int attempt = 0; attempt < LOG_IN_ATTEMPTS; attempt++) {
            Session session = tokens.newSession(subject);
            if (!(revocations.check(session) instanceof Verdict.Revoked)) {
                return tokens.pair(session);
            }
            awaitNextSecond();
        }
        throw new TryLaterException("tokens issued at this moment are revoked", null);
    }

    /**
     * Exchanges a refresh token for a new pair. Using one revokes it, and the log settles who used it first; whoever
     * comes second holds a stolen token or was stolen from, and nobody knows which, so the session ends for both.
     *
     * @throws RefusedException when the token was used before, or its session or user is revoked
     * @throws TryLaterException when that cannot be told or confirmed; nothing was issued
     */
    TokenPair refresh(String refreshToken) {
        DecodedJWT used = refreshTokens.verify(refreshToken);
        Session session = Session.of(used);
        requireLive(session);
        // Taken before the log is written: a cut-off that follows in the log then takes the new pair with it.
        long issuedAt = tokens.now();
        if (spend(used) == Publisher.Outcome.ALREADY_REVOKED) {
            end(session, "refresh-token-reused");
            throw new RefusedException("the refresh token was used before; its session has ended");
        }
        // The revocation is applied here by now, and with it whatever stands before it in the log: a log-out at another
        // instance, for example.
        requireLive(session);
        return tokens.pair(session.issuedAt(issuedAt));
    }

    /** Ends one session. */
    void logOut(Session session) {
        end(session, "logout");
    }

    /** Ends every session that the user has at this moment; the next log-in works. */
    void logOutEverywhere(Session session) {
        publisher.revoke(new Publisher.Request(session.user(), null, null, "logout-everywhere"));
    }

    private Publisher.Outcome spend(DecodedJWT refreshToken) {
        Target target = new Target.Token(refreshToken.getIssuer(), refreshToken.getId());
        return publisher.revoke(new Publisher.Request(target, refreshToken.getExpiresAtAsInstant(), null, "rotated"));
    }

    private void end(Session session, String reason) {
        Instant cutOff = clock.instant().plus(CLOCKS_DIFFER).truncatedTo(ChronoUnit.SECONDS);
        publisher.revoke(new Publisher.Request(session.target(), null, cutOff, reason));
    }

    private void requireLive(Session session) {
        Verdict verdict = revocations.check(session);
        if (verdict instanceof Verdict.Revoked) {
            throw new RefusedException("the session has ended");
        }
        if (!verdict.accepted()) {
            throw new TryLaterException("whether the session has ended is unknown", null);
        }
    }

    private void awaitNextSecond() {
        Instant now = clock.instant();
        Instant next = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        try {
            Thread.sleep(Duration.between(now, next).toMillis() + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryLaterException("interrupted while waiting for the next second", e);
        }
    }
}
