package io.revocast.publisher.jwks;

import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;
import io.revocast.publisher.credentials.CredentialResolver;
import io.revocast.publisher.credentials.Identification;
import io.revocast.publisher.credentials.Identification.CannotTell;
import io.revocast.publisher.credentials.Identification.Known;
import io.revocast.publisher.credentials.Identification.Unknown;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.token.PastedToken;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The callers that have access tokens (RFC 9068). A token is read as strictly as a pasted one and verified with its
 * issuer's keys. Then it is checked against this publisher's own list of revocations.
 * Thread-safe.
 */
public final class TokenCallers implements CredentialResolver {
    private static final Logger LOGGER = LoggerFactory.getLogger(TokenCallers.class);

    private final Map<String, AccessTokenRules> rules = new HashMap<>();
    private final IssuerKeys keys;
    private final RevocationCheck revocations;

    /** Trusts these issuers, each for its own {@code iss}; reads none of their keys yet. */
    public TokenCallers(List<CallerIssuer> issuers, RevocationCheck revocations, Clock clock) {
        issuers.forEach(each -> rules.put(each.issuer().issuer(), new AccessTokenRules(each, clock)));
        this.keys = IssuerKeys.of(issuers.stream().map(CallerIssuer::issuer).toList())
                .forAnonymous();
        this.revocations = revocations;
    }

    @Override
    public Optional<Caller> find(Credential credential) {
        return identify(credential) instanceof Known known ? Optional.of(known.caller()) : Optional.empty();
    }

    @Override
    public Identification identify(Credential credential) {
        // An API key has no dots. Most bearers are API keys, and need not be read as a token.
        if (!(credential instanceof Credential.Bearer bearer) || bearer.secret().indexOf('.') < 0) {
            return new Unknown();
        }
        try {
            return identify(PastedToken.parse(bearer.secret()));
        } catch (RejectedException e) {
            LOGGER.atDebug().addKeyValue("rule", e.getMessage()).log("caller's token refused");
            return new Unknown();
        }
    }

    private Identification identify(PastedToken token) throws RejectedException {
        // The signature first: nothing else of the token is believed before.
        try {
            keys.verify(token);
        } catch (UnavailableException e) {
            LOGGER.debug("caller's token not verified", e);
            return new CannotTell("the keys of the token's issuer cannot be read");
        }
        AccessTokenRules of = rules.get(token.issuer());
        if (of == null) {
            return new Unknown();
        }
        Caller caller;
        try {
            caller = of.caller(token);
        } catch (UnavailableException e) {
            return new CannotTell(String.valueOf(e.getMessage()));
        }
        Verdict verdict = revocations.check(CheckedToken.of(token));
        if (verdict.accepted()) {
            return new Known(caller);
        }
        return verdict instanceof Verdict.Unknown unknown
                ? new CannotTell("whether the token was revoked is unknown: "
                        + unknown.reason().wireName())
                : new Unknown();
    }
}
