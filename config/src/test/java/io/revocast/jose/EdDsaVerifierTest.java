package io.revocast.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EdDsaVerifierTest {
    private static final byte[] TEXT = "header.payload".getBytes(StandardCharsets.US_ASCII);

    private static OctetKeyPair jwk(String x) throws Exception {
        return OctetKeyPair.parse("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + x + "\"}");
    }

    /** RFC 8037 appendix A.4. */
    @Test
    void signatureOfTheStandardVerifiesAndChangedOnesDoNot() throws Exception {
        EdDsaVerifier verifier =
                new EdDsaVerifier(EdDsaVerifier.publicKey(jwk("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")));
        JWSHeader header = new JWSHeader(JWSAlgorithm.EdDSA);
        byte[] signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".getBytes(StandardCharsets.US_ASCII);
        Base64URL signature =
                new Base64URL("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");

        assertThat(verifier.verify(header, signed, signature)).isTrue();
        assertThat(verifier.verify(header, TEXT, signature)).isFalse();
        JWSHeader critical = new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                .criticalParams(Set.of("x"))
                .customParam("x", 1)
                .build();
        assertThat(verifier.verify(critical, signed, signature))
                .as("RFC 7515 section 4.1.11")
                .isFalse();
        assertThatThrownBy(() -> verifier.verify(new JWSHeader(JWSAlgorithm.RS256), signed, signature))
                .isInstanceOf(JOSEException.class);
        assertThat(verifier.verify(header, signed, Base64URL.encode(new byte[64])))
                .isFalse();
        assertThat(verifier.verify(header, signed, Base64URL.encode("short"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AA", "", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURoAA"})
    void keyOfAnotherLengthIsRefused(String x) {
        assertThatThrownBy(() -> EdDsaVerifier.publicKey(jwk(x))).isInstanceOf(JOSEException.class);
    }
}
