package io.revocast.spring.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.revocast.event.Target;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

import java.nio.charset.StandardCharsets;

import javax.crypto.spec.SecretKeySpec;

import static org.assertj.core.api.Assertions.assertThat;

/** Nimbus keeps integers beyond 64 bits as doubles, and Spring hands those on. */
class LargeIntegerTest {
    private static final String ISSUER = "https://issuer.example";
    private static final byte[] SECRET = "a secret of at least thirty-two bytes".getBytes(StandardCharsets.UTF_8);

    private final FakeRevocations revocations = new FakeRevocations();

    private static Jwt decoded(String payload) throws Exception {
        JWSObject jws = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(payload));
        jws.sign(new MACSigner(SECRET));
        return NimbusJwtDecoder.withSecretKey(new SecretKeySpec(SECRET, "HmacSHA256"))
                .build()
                .decode(jws.serialize());
    }

    @Test
    void aRevocationOfAnIntegerOfTwentyDigitsMatches() throws Exception {
        Jwt jwt = decoded("{\"iss\":\"" + ISSUER
                + "\",\"exp\":4000000000,\"id\":12345678901234567890,\"act\":{\"ids\":[12345678901234567891]}}");
        assertThat(revocations.check(VerifiedSpringJwt.of(jwt)).accepted()).isTrue();

        revocations.revoke(new Target.Claim(ISSUER, "id", "12345678901234567000"));
        assertThat(revocations.check(VerifiedSpringJwt.of(jwt)).accepted()).isTrue();

        revocations.revoke(new Target.Path(ISSUER, "/act/ids", "12345678901234567891"));
        assertThat(revocations.check(VerifiedSpringJwt.of(jwt)).accepted()).isFalse();
        revocations.reinstate(new Target.Path(ISSUER, "/act/ids", "12345678901234567891"));
        revocations.revoke(new Target.Claim(ISSUER, "id", "12345678901234567890"));
        assertThat(revocations.check(VerifiedSpringJwt.of(jwt)).accepted()).isFalse();
    }
}
