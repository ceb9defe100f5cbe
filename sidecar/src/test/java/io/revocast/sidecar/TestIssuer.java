package io.revocast.sidecar;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.function.UnaryOperator;

/** An issuer of a test's own, with a key in a file. */
final class TestIssuer {
    static final String ISS = "https://issuer.example";

    private final RSAKey key;
    private final Path file;

    private TestIssuer(RSAKey key, Path file) {
        this.key = key;
        this.file = file;
    }

    /** An issuer whose JWK set is in the directory. */
    static TestIssuer in(Path directory) throws JOSEException, IOException {
        RSAKey key = new RSAKeyGenerator(2048).keyID("main").generate();
        Path file = directory.resolve("jwks.json");
        Files.writeString(file, new JWKSet(key.toPublicJWK()).toString());
        return new TestIssuer(key, file);
    }

    SidecarIssuer trusted(String... audiences) {
        return new SidecarIssuer(ISS, file.toUri(), Set.of(audiences));
    }

    Path jwkSet() {
        return file;
    }

    /** A token for an hour. */
    String token(String jti) throws JOSEException {
        return token("at+jwt", claims -> claims.jwtID(jti));
    }

    /** A token whose claims are changed before it is signed. */
    String token(String type, UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(ISS)
                .subject("alice")
                .jwtID("a")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3600)));
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(key.getKeyID())
                        .type(new JOSEObjectType(type))
                        .build(),
                change.apply(claims).build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }
}
