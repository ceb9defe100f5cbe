package io.revocast.publisher.oauth;

import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.time.BoundedClock;
import io.revocast.publisher.time.TimeBounds;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.token.PastedTokenView;
import io.revocast.publisher.token.TokenKind;
import io.revocast.publisher.token.TokenReader;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells whether a token is active: an access token, signed by a trusted issuer, within its times, and not revoked.
 * Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7662#section-4">RFC 7662, section 4</a>
 */
public final class Introspection {
    private static final int MILLIS_DIGITS = 3;

    private final TokenReader tokens;
    private final RevocationCheck check;
    private final BigDecimal leeway;
    private final Clock clock;

    /**
     * @param tokens that verifies signatures
     * @param leeway how far the issuer's clock may be off, either way
     */
    public Introspection(TokenReader tokens, RevocationCheck check, Duration leeway, Clock clock) {
        this.tokens = tokens.requireVerifying();
        this.check = check;
        this.leeway = BigDecimal.valueOf(leeway.toMillis(), MILLIS_DIGITS);
        this.clock = clock;
    }

    /**
     * Returns the token when it is active; empty when it is not, or when the caller may not name its issuer. The answer
     * does not say why: {@code /v1/check} explains it to callers with the scope.
     *
     * @throws UnavailableException when it cannot be told whether it is: a client would throw away a good token
     */
    public Optional<PastedToken> active(Caller caller, String token) throws UnavailableException {
        PastedTokenView view;
        try {
            PastedToken read = tokens.read(token);
            if (!caller.mayName(read.issuer()) || !TokenKind.isAccessToken(read) || !isWithinTimes(read)) {
                return Optional.empty();
            }
            view = PastedTokenView.of(read);
        } catch (RejectedException e) {
            return Optional.empty();
        }
        Verdict verdict = check.check(view);
        if (verdict instanceof Verdict.Unknown unknown) {
            throw new UnavailableException(
                    Certainty.NOT_WRITTEN,
                    "whether the token was revoked cannot be told now: "
                            + unknown.reason().wireName());
        }
        return verdict instanceof Verdict.NotRevoked ? Optional.of(view.token()) : Optional.empty();
    }

    /** A token without {@code exp} is not active: nothing would ever end it. */
    private boolean isWithinTimes(PastedToken token) throws RejectedException, UnavailableException {
        // These refuse what is no number; the numbers themselves are compared as they are, fractions included.
        token.expiresAt();
        token.notBefore();
        TimeBounds bounds = BoundedClock.boundsOf(clock);
        if (!(token.claim("exp") instanceof BigDecimal end)
                || isEnded(end, bounds.earliest())
                || !isBegun(token, bounds.latest())) {
            return false;
        }
        if (isEnded(end, bounds.latest()) || !isBegun(token, bounds.earliest())) {
            throw new UnavailableException(
                    Certainty.NOT_WRITTEN, "whether the token is within its times cannot be told: " + bounds.doubt());
        }
        return true;
    }

    private boolean isBegun(PastedToken token, Instant now) throws RejectedException {
        return !(token.claim("nbf") instanceof BigDecimal notBefore)
                || notBefore.compareTo(seconds(now).add(leeway)) <= 0;
    }

    private boolean isEnded(BigDecimal end, Instant now) {
        return seconds(now).compareTo(end.add(leeway)) >= 0;
    }

    private static BigDecimal seconds(Instant now) {
        return BigDecimal.valueOf(now.toEpochMilli(), MILLIS_DIGITS);
    }
}
