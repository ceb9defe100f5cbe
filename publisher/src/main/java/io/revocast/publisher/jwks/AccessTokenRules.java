package io.revocast.publisher.jwks;

import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.credentials.TokenCaller;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.time.BoundedClock;
import io.revocast.publisher.time.TimeBounds;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.token.TokenKind;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which of an issuer's tokens are access tokens for this publisher, and whose they are (RFC 9068 section 4). An issuer
 * signs much with the same keys: ID tokens, logout tokens, security events. None of those may pass for a permission.
 */
record AccessTokenRules(CallerIssuer issuer, Clock clock) {
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");
    private static final Duration AHEAD = Duration.ofSeconds(60);

    /** Claims that other kinds of token have, and that a bearer must not have. */
    private static final List<String> FOREIGN_CLAIMS =
            List.of("events", "toe", "nonce", "at_hash", "c_hash", "s_hash", "cnf");

    /** Returns whose the token is; its signature has been verified. */
    Caller caller(PastedToken token) throws RejectedException, UnavailableException {
        requireAccessToken(token);
        requireAudience(token);
        requireInForce(token);
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        scopeNames(token).forEach(name -> Scope.ofWireName(name).ifPresent(scopes::add));
        String client = text(token, issuer.tokens().clientClaim());
        return TokenCaller.of(issuer.alias(), client, text(token, "sub"), scopes, issuer.issuers());
    }

    private static void requireAccessToken(PastedToken token) throws RejectedException {
        if (token.hasHeader("typ")
                && !(token.header("typ") instanceof String type && TYPES.contains(type.toLowerCase(Locale.ROOT)))) {
            throw refused("typ", "must be at+jwt or JWT, or left out: other types are no access tokens");
        }
        for (String foreign : FOREIGN_CLAIMS) {
            if (token.hasClaim(foreign)) {
                throw refused(foreign, "must not be there: it is another kind of token, or bound to a key");
            }
        }
        if (TokenKind.isRefreshToken(token)) {
            throw refused("token_type", "must not be that of a refresh token");
        }
        // Amazon Cognito names the kind like this.
        if (token.hasClaim("token_use") && !"access".equals(token.claim("token_use"))) {
            throw refused("token_use", "must be access where a claim says it");
        }
        if (token.hasClaim("typ") && !(token.claim("typ") instanceof String type && type.equalsIgnoreCase("Bearer"))) {
            throw refused("typ", "must be Bearer where a claim says it");
        }
        if (token.hasClaim("jti") && !(token.claim("jti") instanceof String)) {
            throw refused("jti", "must be a string");
        }
    }

    private void requireAudience(PastedToken token) throws RejectedException {
        Object audience = token.claim("aud");
        String ours = issuer.tokens().audience();
        if (!ours.equals(audience) && !(audience instanceof Collection<?> many && many.contains(ours))) {
            throw refused("aud", "must have " + ours);
        }
    }

    private void requireInForce(PastedToken token) throws RejectedException, UnavailableException {
        TimeBounds bounds = BoundedClock.boundsOf(clock);
        requireBegun(token, bounds.latest());
        requireNotEnded(token, bounds.earliest());
        try {
            requireBegun(token, bounds.earliest());
            requireNotEnded(token, bounds.latest());
        } catch (RejectedException e) {
            throw new UnavailableException(
                    Certainty.NOT_WRITTEN, "whether the token is in force cannot be told: " + bounds.doubt(), e);
        }
    }

    private void requireNotEnded(PastedToken token, Instant now) throws RejectedException {
        Long expiry = token.expiresAt();
        if (expiry == null
                || !now.isBefore(
                        Instant.ofEpochSecond(expiry).plus(issuer.tokens().leeway()))) {
            throw refused("exp", "must be there and not be past");
        }
    }

    private void requireBegun(PastedToken token, Instant now) throws RejectedException {
        Long notBefore = token.notBefore();
        if (notBefore != null && now.plus(issuer.tokens().leeway()).isBefore(Instant.ofEpochSecond(notBefore))) {
            throw refused("nbf", "must not be ahead");
        }
        Long issuedAt = token.issuedAt();
        if (issuedAt != null && now.plus(AHEAD).isBefore(Instant.ofEpochSecond(issuedAt))) {
            throw refused("iat", "must not be more than " + AHEAD.toSeconds() + " s ahead");
        }
    }

    private List<String> scopeNames(PastedToken token) throws RejectedException {
        for (String claim : issuer.tokens().scopeClaims()) {
            if (token.hasClaim(claim)) {
                return names(claim, token.claim(claim));
            }
        }
        throw refused(issuer.tokens().scopeClaims().get(0), "must be there: an ID token has no scopes");
    }

    private static List<String> names(String claim, @Nullable Object value) throws RejectedException {
        if (value instanceof String text) {
            return List.of(text.split(" ", -1));
        }
        List<String> names = new ArrayList<>();
        if (value instanceof Collection<?> many) {
            for (Object each : many) {
                if (each instanceof String name) {
                    names.add(name);
                }
            }
            if (names.size() == many.size()) {
                return names;
            }
        }
        throw refused(claim, "must be scopes separated by spaces, or a list of them");
    }

    private static String text(PastedToken token, String claim) throws RejectedException {
        if (token.claim(claim) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw refused(claim, "must be a string that is not empty: it tells who is asking");
    }

    private static RejectedException refused(String name, String rule) {
        return new RejectedException(Kind.INVALID_TOKEN, "token." + name, null, rule);
    }
}
