package io.revocast.sidecar;

import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tokens that are signed with Edwards curves, which the JOSE library does not verify by itself. */
class EdDsaTokensTest {
    @TempDir
    private Path directory;

    /** A verifier of an issuer whose set has one key. */
    private TokenVerifier verifier(KeyPair pair, String curve, @Nullable String algorithm) throws Exception {
        // The key follows an identifier of twelve bytes.
        byte[] encoded = pair.getPublic().getEncoded();
        Base64URL x = Base64URL.encode(Arrays.copyOfRange(encoded, 12, encoded.length));
        Path file = directory.resolve("jwks.json");
        Files.writeString(
                file,
                "{\"keys\":[{\"kty\":\"OKP\",\"kid\":\"ed\",\"crv\":\"" + curve + "\",\"x\":\"" + x + "\""
                        + (algorithm == null ? "" : ",\"alg\":\"" + algorithm + "\"") + "}]}");
        return new TokenVerifier(
                List.of(new SidecarIssuer(TestIssuer.ISS, file.toUri(), Set.of())),
                Duration.ofSeconds(10),
                Clock.systemUTC());
    }

    private static SignedJWT token(KeyPair pair, String curve, String algorithm) throws Exception {
        String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"ed\"}";
        String claims = "{\"iss\":\"" + TestIssuer.ISS + "\",\"sub\":\"alice\",\"exp\":"
                + Instant.now().plusSeconds(3600).getEpochSecond() + "}";
        String input = Base64URL.encode(header) + "." + Base64URL.encode(claims);
        Signature signer = Signature.getInstance(curve);
        signer.initSign(pair.getPrivate());
        signer.update(input.getBytes(StandardCharsets.US_ASCII));
        return SignedJWT.parse(input + "." + Base64URL.encode(signer.sign()));
    }

    private static KeyPair pair(String curve) throws Exception {
        return KeyPairGenerator.getInstance(curve).generateKeyPair();
    }

    @ParameterizedTest
    @CsvSource({"Ed25519,EdDSA,", "Ed25519,Ed25519,EdDSA", "Ed25519,EdDSA,Ed25519", "Ed448,EdDSA,EdDSA", "Ed448,Ed448,"
    })
    void bothNamesOfTheAlgorithmAreAccepted(String curve, String ofToken, @Nullable String ofKey) throws Exception {
        KeyPair pair = pair(curve);

        assertThat(verifier(pair, curve, ofKey)
                        .verify(token(pair, curve, ofToken), TestIssuer.ISS)
                        .getSubject())
                .isEqualTo("alice");
    }

    @Test
    void aTokenThatNamesAnotherCurveIsInvalid() throws Exception {
        KeyPair pair = pair("Ed25519");
        TokenVerifier verifier = verifier(pair, "Ed25519", null);

        assertThatThrownBy(() -> verifier.verify(token(pair, "Ed25519", "Ed448"), TestIssuer.ISS))
                .isInstanceOf(BadJOSEException.class);
    }

    @Test
    void aSignatureOfAnotherKeyIsInvalid() throws Exception {
        TokenVerifier verifier = verifier(pair("Ed25519"), "Ed25519", null);

        assertThatThrownBy(() -> verifier.verify(token(pair("Ed25519"), "Ed25519", "EdDSA"), TestIssuer.ISS))
                .isInstanceOf(BadJOSEException.class);
    }
}
