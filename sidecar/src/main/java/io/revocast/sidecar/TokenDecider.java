package io.revocast.sidecar;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedClaims;
import io.revocast.sidecar.Decision.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.text.ParseException;

/** Decides about tokens: first whether they are valid, then whether they are revoked. Thread-safe. */
final class TokenDecider {
    private static final Logger LOGGER = LoggerFactory.getLogger(TokenDecider.class);

    private final TokenVerifier verifier;
    private final RevocationCheck revocations;

    TokenDecider(TokenVerifier verifier, RevocationCheck revocations) {
        this.verifier = verifier;
        this.revocations = revocations;
    }

    /** Decides about a token in its compact serialisation. */
    Decision decide(String token) {
        SignedJWT jwt;
        JWTClaimsSet claims;
        try {
            jwt = SignedJWT.parse(token);
            claims = verifier.verify(jwt, jwt.getJWTClaimsSet().getIssuer());
        } catch (ParseException | BadJOSEException e) {
            LOGGER.atDebug().addKeyValue("cause", e.getClass().getSimpleName()).log("token refused");
            return Decision.of(Outcome.INVALID);
        } catch (JOSEException e) {
            LOGGER.atDebug().addKeyValue("cause", e.getClass().getSimpleName()).log("keys unavailable");
            return Decision.of(Outcome.KEYS_UNAVAILABLE);
        }
        String signingInput = jwt.getParsedParts()[0] + "." + jwt.getParsedParts()[1];
        return decision(revocations.check(
                new VerifiedClaims(claims.getClaims(), jwt.getHeader().getKeyID(), signingInput)));
    }

    private static Decision decision(Verdict verdict) {
        if (verdict.accepted()) {
            return Decision.of(Outcome.ACCEPTED);
        }
        if (verdict instanceof Verdict.Unknown unknown) {
            return Decision.unknown(unknown.reason().wireName());
        }
        return verdict instanceof Verdict.Revoked revoked
                ? Decision.revoked(revoked.revocation())
                : Decision.of(Outcome.INVALID);
    }
}
