package io.revocast.publisher.jwks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EdDsaVerifierTest {
    private static final byte[] TEXT = "header.payload".getBytes(StandardCharsets.US_ASCII);

    private static OctetKeyPair jwk(String curve, String x) throws Exception {
        return OctetKeyPair.parse("{\"kty\":\"OKP\",\"crv\":\"" + curve + "\",\"x\":\"" + x + "\"}");
    }

    private static JWSHeader header(String algorithm) {
        return new JWSHeader(JWSAlgorithm.parse(algorithm));
    }

    /** RFC 8037 appendix A.4. */
    @Test
    void signatureOfTheStandardVerifiesAndChangedOnesDoNot() throws Exception {
        EdDsaVerifier verifier = EdDsaVerifier.of(jwk("Ed25519", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
        byte[] signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".getBytes(StandardCharsets.US_ASCII);
        Base64URL signature =
                new Base64URL("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");

        assertThat(verifier.verify(header("EdDSA"), signed, signature)).isTrue();
        assertThat(verifier.verify(header("EdDSA"), TEXT, signature)).isFalse();
        assertThat(verifier.verify(header("EdDSA"), signed, Base64URL.encode(new byte[64])))
                .isFalse();
        assertThat(verifier.verify(header("EdDSA"), signed, Base64URL.encode("short")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"Ed25519,12", "Ed448,12"})
    void keysOfBothCurvesVerifyUnderBothNamesOfTheAlgorithm(String curve, int prefix) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(curve).generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        Signature signer = Signature.getInstance(curve);
        signer.initSign(pair.getPrivate());
        signer.update(TEXT);
        Base64URL signature = Base64URL.encode(signer.sign());
        OctetKeyPair jwk = jwk(
                curve,
                Base64URL.encode(Arrays.copyOfRange(encoded, prefix, encoded.length))
                        .toString());

        VerificationKey key = VerificationKey.of(jwk).orElseThrow();

        assertThat(key.suits(null, JWSAlgorithm.EdDSA)).isTrue();
        assertThat(key.suits(null, JWSAlgorithm.parse(curve))).isTrue();
        assertThat(key.suits(null, curve.equals("Ed448") ? JWSAlgorithm.Ed25519 : JWSAlgorithm.Ed448))
                .isFalse();
        assertThat(key.verifier().verify(header(curve), TEXT, signature)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AA", "", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURoAA"})
    void keyOfAnotherLengthIsRefused(String x) {
        assertThatThrownBy(() -> EdDsaVerifier.of(jwk("Ed25519", x))).isInstanceOf(JOSEException.class);
    }
}
