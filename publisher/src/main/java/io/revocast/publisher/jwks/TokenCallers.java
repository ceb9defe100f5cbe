package io.revocast.publisher.jwks;

import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.publisher.access.Caller;
import io.revocast.publisher.access.Callers;
import io.revocast.publisher.access.Credential;
import io.revocast.publisher.access.Identification;
import io.revocast.publisher.access.Identification.CannotTell;
import io.revocast.publisher.access.Identification.Known;
import io.revocast.publisher.access.Identification.Unknown;
import io.revocast.publisher.revoke.PastedToken;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.UnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The callers that have access tokens (RFC 9068). A token is read as strictly as a pasted one, verified with its
 * issuer's keys, and then checked against the list that this publisher serves: what everybody refuses, it refuses too.
 * Thread-safe.
 */
public final class TokenCallers implements Callers {
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
        } catch (UnavailableException e) {
            LOGGER.debug("caller's token not verified", e);
            return new CannotTell("the keys of the token's issuer cannot be read");
        }
    }

    private Identification identify(PastedToken token) throws RejectedException, UnavailableException {
        // The signature first: nothing else of the token is believed before.
        keys.verify(token);
        AccessTokenRules of = rules.get(token.issuer());
        if (of == null) {
            return new Unknown();
        }
        Caller caller = of.caller(token);
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
