package io.revocast.adapter;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.nimbusds.jwt.proc.BadJWTException;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.Jwts;
import io.revocast.adapter.AdapterContractTest.Outcome;
import io.revocast.adapter.AdapterContractTest.TokenAdapter;
import io.revocast.adapter.jjwt.RevocationJwsParser;
import io.revocast.adapter.jose4j.RevocationJwtConsumer;
import io.revocast.adapter.jose4j.RevocationValidator;
import io.revocast.adapter.nimbus.RevocationJwtProcessor;
import io.revocast.consumer.RevocationCheck;
import io.revocast.jwt.RevocationUnknownException;
import io.revocast.jwt.RevocationVerifier;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

import java.util.List;

/** The adapters of JWT libraries, each with a verifier of {@link HmacTokens}. */
final class LibraryAdapters {
    private final RevocationCheck check;

    LibraryAdapters(RevocationCheck check) {
        this.check = check;
    }

    List<TokenAdapter> all() {
        return List.of(
                new TokenAdapter("java-jwt", this::javaJwt),
                new TokenAdapter("Nimbus", this::nimbus),
                new TokenAdapter("jjwt", this::jjwt),
                new TokenAdapter("jose4j consumer", this::jose4j),
                new TokenAdapter("jose4j validator", this::validator));
    }

    private Outcome javaJwt(String compact) {
        Algorithm algorithm = Algorithm.HMAC256(HmacTokens.KEY.getEncoded());
        try {
            return accepted(new RevocationVerifier(JWT.require(algorithm).build(), check).verify(compact));
        } catch (RevocationUnknownException e) {
            return unknown(e);
        } catch (JWTVerificationException e) {
            return revoked(e);
        }
    }

    private Outcome nimbus(String compact) throws Exception {
        try {
            return accepted(new RevocationJwtProcessor<>(HmacTokens.nimbus(), check).process(compact, null));
        } catch (RevocationUnknownException e) {
            return unknown(e);
        } catch (BadJWTException e) {
            return revoked(e);
        }
    }

    private Outcome jjwt(String compact) {
        try {
            return accepted(new RevocationJwsParser(
                            Jwts.parser().verifyWith(HmacTokens.KEY).build(), check)
                    .parseSignedClaims(compact));
        } catch (RevocationUnknownException e) {
            return unknown(e);
        } catch (JwtException e) {
            return revoked(e);
        }
    }

    static JwtConsumerBuilder consumer() {
        return new JwtConsumerBuilder().setSkipDefaultAudienceValidation().setVerificationKey(HmacTokens.KEY);
    }

    private Outcome jose4j(String compact) {
        try {
            return accepted(new RevocationJwtConsumer(consumer().build(), check).process(compact));
        } catch (RevocationUnknownException e) {
            return unknown(e);
        } catch (InvalidJwtException e) {
            return revoked(e);
        }
    }

    private Outcome validator(String compact) {
        JwtConsumer consumer =
                consumer().registerValidator(new RevocationValidator(check)).build();
        try {
            return accepted(consumer.process(compact));
        } catch (InvalidJwtException e) {
            return RevocationValidator.isUnknown(new IllegalStateException(e)) ? Outcome.UNKNOWN : revoked(e);
        }
    }

    private static Outcome unknown(RevocationUnknownException failure) {
        return failure.reason().concernsToken() ? Outcome.UNCHECKABLE : Outcome.UNKNOWN;
    }

    private static Outcome accepted(Object verified) {
        return verified == null ? Outcome.OTHER : Outcome.ACCEPTED;
    }

    /** A token that the library refuses for another reason must not count as revoked. */
    private static Outcome revoked(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("The token has been revoked")) {
            return Outcome.REVOKED;
        }
        return message.contains("The token cannot be checked for revocation: no_issuer")
                ? Outcome.UNCHECKABLE
                : Outcome.OTHER;
    }
}
