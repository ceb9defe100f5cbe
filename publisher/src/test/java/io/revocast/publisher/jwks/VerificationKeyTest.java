package io.revocast.publisher.jwks;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

class VerificationKeyTest {
    private static final byte[] TEXT = "header.payload".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({"Ed25519,12", "Ed448,12"})
    void keysOfBothCurvesVerifyUnderBothNamesOfTheAlgorithm(String curve, int prefix) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(curve).generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        Signature signer = Signature.getInstance(curve);
        signer.initSign(pair.getPrivate());
        signer.update(TEXT);
        Base64URL signature = Base64URL.encode(signer.sign());
        Base64URL x = Base64URL.encode(Arrays.copyOfRange(encoded, prefix, encoded.length));

        VerificationKey key = VerificationKey.of(
                        OctetKeyPair.parse("{\"kty\":\"OKP\",\"crv\":\"" + curve + "\",\"x\":\"" + x + "\"}"))
                .orElseThrow();

        assertThat(key.suits(null, JWSAlgorithm.EdDSA)).isTrue();
        assertThat(key.suits(null, JWSAlgorithm.parse(curve))).isTrue();
        assertThat(key.suits(null, curve.equals("Ed448") ? JWSAlgorithm.Ed25519 : JWSAlgorithm.Ed448))
                .isFalse();
        assertThat(key.verifier().verify(new JWSHeader(JWSAlgorithm.parse(curve)), TEXT, signature))
                .isTrue();
    }
}
