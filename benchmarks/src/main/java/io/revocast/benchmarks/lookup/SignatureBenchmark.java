package io.revocast.benchmarks.lookup;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;

import static java.util.Objects.requireNonNull;

/** Verifies a token with java-jwt, which each request costs anyhow. */
@State(Scope.Benchmark)
public class SignatureBenchmark {
    private static final int RSA_BITS = 2048;

    /** An {@link Arguments#line()} with the {@code algorithm} (RFC 7518 section 3.1). */
    @Param("")
    public String arguments = "";

    private String token = "";
    private @Nullable JWTVerifier verifier;

    /** Signs a token with a new key. */
    @Setup
    public void sign() throws GeneralSecurityException {
        Algorithm algorithm = algorithm(Arguments.parse(arguments).text("algorithm"));
        BenchToken claims = BenchToken.of(1);
        token = JWT.create()
                .withIssuer(claims.issuer())
                .withJWTId(claims.jti())
                .withSubject(claims.subject())
                .withClaim("sid", claims.session())
                .withClaim("client_id", "web-shop")
                .withIssuedAt(Instant.now())
                .withExpiresAt(Instant.now().plusSeconds(3600))
                .withKeyId(claims.keyId())
                .sign(algorithm);
        verifier = JWT.require(algorithm).withIssuer(claims.issuer()).build();
    }

    private static Algorithm algorithm(String name) throws GeneralSecurityException {
        return switch (name) {
            case "HS256" -> Algorithm.HMAC256(new byte[32]);
            case "RS256" -> {
                KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
                rsa.initialize(RSA_BITS);
                KeyPair pair = rsa.generateKeyPair();
                yield Algorithm.RSA256((RSAPublicKey) pair.getPublic(), (RSAPrivateKey) pair.getPrivate());
            }
            case "ES256" -> {
                KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
                ec.initialize(new ECGenParameterSpec("secp256r1"));
                KeyPair pair = ec.generateKeyPair();
                yield Algorithm.ECDSA256((ECPublicKey) pair.getPublic(), (ECPrivateKey) pair.getPrivate());
            }
            default -> throw new IllegalArgumentException("algorithm must be HS256, RS256 or ES256: " + name);
        };
    }

    /** One verification. */
    @Benchmark
    public DecodedJWT verify() {
        return requireNonNull(verifier).verify(token);
    }
}
