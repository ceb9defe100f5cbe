package io.revocast.benchmarks.lookup;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import io.revocast.adapter.nimbus.RevocationJwtProcessor;
import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedClaims;
import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import static java.util.Objects.requireNonNull;

/** What an adapter adds to a verification: it presents the claims, and a check with all kinds of rules reads them. */
@State(Scope.Benchmark)
public class AdapterBenchmark {
    private static final Verdict NOT_REVOKED = new Verdict.NotRevoked();

    /** An {@link Arguments#line()}; nothing of it is used. */
    @Param("")
    public String arguments = "";

    private String token = "";
    private @Nullable SignedJWT verified;
    private @Nullable JWTProcessor<SecurityContext> nimbus;
    private @Nullable JWTProcessor<SecurityContext> adapter;
    private int sum;
    private final RevocationCheck reading = this::readAll;

    /** Signs a token. */
    @Setup
    public void sign() throws JOSEException, ParseException {
        SecretKey key = new SecretKeySpec(new byte[32], "HmacSHA256");
        BenchToken claims = BenchToken.of(1);
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(claims.keyId()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(claims.issuer())
                        .jwtID(claims.jti())
                        .subject(claims.subject())
                        .claim("sid", claims.session())
                        .claim("client_id", "web-shop")
                        .issueTime(Date.from(Instant.now()))
                        .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                        .build());
        jwt.sign(new MACSigner(key));
        token = jwt.serialize();
        verified = SignedJWT.parse(token);
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector((header, context) -> List.of(key));
        nimbus = processor;
        adapter = new RevocationJwtProcessor<>(processor, reading);
    }

    private Verdict readAll(VerifiedToken presented) {
        sum += String.valueOf(presented.issuer()).length()
                + String.valueOf(presented.jti()).length()
                + String.valueOf(presented.keyId()).length()
                + Long.hashCode(presented.issuedAt())
                + Long.hashCode(presented.expiresAt());
        for (String name : List.of("sub", "sid", "client_id")) {
            sum += String.valueOf(presented.claim(name)).length();
        }
        return NOT_REVOKED;
    }

    /** One verification. */
    @Benchmark
    public JWTClaimsSet verify() throws ParseException, BadJOSEException, JOSEException {
        return requireNonNull(nimbus).process(token, null);
    }

    /** One verification, after which the adapter presents the claims. */
    @Benchmark
    public JWTClaimsSet verifyAndRead() throws ParseException, BadJOSEException, JOSEException {
        return requireNonNull(adapter).process(token, null);
    }

    /** Presents and reads the claims of a verified token. */
    @Benchmark
    public int read() throws ParseException {
        SignedJWT jwt = requireNonNull(verified);
        Verdict unused = reading.check(new VerifiedClaims(
                jwt.getJWTClaimsSet().getClaims(),
                jwt.getHeader().getKeyID(),
                jwt.getParsedParts()[0] + "." + jwt.getParsedParts()[1]));
        return sum;
    }
}
