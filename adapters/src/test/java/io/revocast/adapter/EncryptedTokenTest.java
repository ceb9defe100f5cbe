package io.revocast.adapter;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.revocast.adapter.jose4j.RevocationJwtConsumer;
import io.revocast.adapter.jose4j.RevocationValidator;
import io.revocast.adapter.nimbus.RevocationJwtProcessor;
import io.revocast.consumer.Verdict;
import io.revocast.event.Target;
import io.revocast.jwt.RevocationUnknownException;
import io.revocast.testing.FakeRevocations;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.junit.jupiter.api.Test;

import java.util.List;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A token in a JWE is judged by the JWS inside. */
class EncryptedTokenTest {
    private static final SecretKey ENCRYPTION = new SecretKeySpec(new byte[32], "AES");
    private static final String WITH_JTI =
            nested(HmacTokens.token("{\"alg\":\"HS256\",\"kid\":\"inner\"}", "\"jti\":\"1\""));
    private static final String WITHOUT = nested(HmacTokens.token("\"sub\":\"alice\""));

    private final FakeRevocations revocations = new FakeRevocations();
    private final RevocationJwtProcessor<SecurityContext> nimbus = new RevocationJwtProcessor<>(nimbus(), revocations);
    private final RevocationJwtConsumer jose4j = new RevocationJwtConsumer(
            LibraryAdapters.consumer().setDecryptionKey(ENCRYPTION).build(), revocations);

    private static DefaultJWTProcessor<SecurityContext> nimbus() {
        DefaultJWTProcessor<SecurityContext> processor = HmacTokens.nimbus();
        processor.setJWEKeySelector((header, context) -> List.of(ENCRYPTION));
        return processor;
    }

    private static String nested(String compact) {
        try {
            JWEObject jwe = new JWEObject(
                    new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                            .contentType("JWT")
                            .keyID("outer")
                            .build(),
                    new Payload(SignedJWT.parse(compact)));
            jwe.encrypt(new DirectEncrypter(ENCRYPTION));
            return jwe.serialize();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertRevoked(String token) {
        assertThatThrownBy(() -> nimbus.process(token, null))
                .isInstanceOf(BadJWTException.class)
                .hasMessage("The token has been revoked");
        assertThatThrownBy(() -> jose4j.process(token))
                .isInstanceOf(InvalidJwtException.class)
                .hasMessageContaining("The token has been revoked");
    }

    private void assertAccepted(String token) throws Exception {
        assertThat(nimbus.process(token, null)).isNotNull();
        assertThat(jose4j.process(token)).isNotNull();
    }

    @Test
    void theJtiNamesTheToken() throws Exception {
        assertAccepted(WITH_JTI);
        revocations.revoke(new Target.Token(HmacTokens.ISSUER, "1"));
        assertRevoked(WITH_JTI);
    }

    @Test
    void theKeyIsThatOfTheSignature() throws Exception {
        revocations.revoke(new Target.Key(HmacTokens.ISSUER, "outer"));
        assertAccepted(WITH_JTI);
        revocations.revoke(new Target.Key(HmacTokens.ISSUER, "inner"));
        assertRevoked(WITH_JTI);
    }

    @Test
    void withoutAJtiTheVerdictIsUnknownWhileATokenOfTheIssuerIsRevoked() throws Exception {
        assertAccepted(WITHOUT);
        revocations.revoke(new Target.Token(HmacTokens.ISSUER, "1"));

        assertThatThrownBy(() -> nimbus.process(WITHOUT, null))
                .isInstanceOfSatisfying(
                        RevocationUnknownException.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(Verdict.Reason.UNREADABLE_TOKEN));
        assertThatThrownBy(() -> jose4j.process(WITHOUT)).isInstanceOf(RevocationUnknownException.class);
    }

    @Test
    void aTokenThatNimbusRefusesIsNotChecked() {
        assertThatThrownBy(() -> nimbus.process(PlainJWT.parse("eyJhbGciOiJub25lIn0.e30."), null))
                .hasMessageContaining("Unsecured");
        assertThat(revocations.status().counters().values().values()).containsOnly(0L);
    }

    @Test
    void anotherFaultOfTheTokenIsNotAnOutage() {
        revocations.makeStale();
        assertThatThrownBy(() -> LibraryAdapters.consumer()
                        .setExpectedIssuer("https://another.example")
                        .registerValidator(new RevocationValidator(revocations))
                        .build()
                        .process(HmacTokens.token("\"jti\":\"1\"")))
                .matches(failure -> !RevocationValidator.isUnknown(failure));
        assertThat(RevocationValidator.isUnknown(null)).isFalse();
        assertThat(RevocationValidator.isUnknown(new IllegalStateException("other")))
                .isFalse();
    }
}
