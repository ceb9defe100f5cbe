package io.revocast.publisher.jwks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.revocast.embedded.CapturedLog;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevokeRequest.ByToken;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class IssuerKeysTest {
    private static final String ISSUER = "https://issuer";

    @TempDir
    private Path directory;

    private static final RSAKey RSA = rsa();
    private static final RSAKey OTHER_RSA = rsa();
    private static final ECKey EC = ec();

    private final InMemoryLog log = new InMemoryLog();
    private Path keys = Path.of("unset");

    @BeforeEach
    void writeKeys() throws Exception {
        JWK symmetric = new OctetSequenceKey.Builder(new byte[32]).keyID("oct").build();
        keys = Files.writeString(
                directory.resolve("jwks.json"),
                new JWKSet(List.of(RSA.toPublicJWK(), EC.toPublicJWK(), symmetric)).toString(false));
    }

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID("rsa").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey ec() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private TestWrites writes(URI uri) {
        return TestWrites.of(
                log,
                log,
                new TokenLifetime(Duration.ofDays(1), false),
                IssuerKeys.of(List.of(new TrustedIssuer(ISSUER, uri))),
                Clock.systemUTC());
    }

    private static String token(JWSAlgorithm algorithm, String keyId, String issuer, JWSSigner signer)
            throws Exception {
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(algorithm).keyID(keyId).build(),
                new Payload("{\"iss\":\"" + issuer + "\",\"jti\":\"t1\",\"exp\":"
                        + Instant.now().plusSeconds(600).getEpochSecond() + "}"));
        token.sign(signer);
        return token.serialize();
    }

    private RejectedException rejection(String token) {
        RejectedException rejection = catchThrowableOfType(
                RejectedException.class,
                () -> writes(keys.toUri()).revoke(new ByToken(token, Explanation.NONE), "test"));
        assertThat(rejection.kind()).isEqualTo(RejectedException.Kind.UNVERIFIED_TOKEN);
        assertThat(log.events()).isEmpty();
        return rejection;
    }

    @Test
    void tokenSignedWithOneOfTheKeysIsRevoked() throws Exception {
        for (String token : List.of(
                token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(RSA)),
                token(JWSAlgorithm.PS384, "rsa", ISSUER, new RSASSASigner(RSA)),
                token(JWSAlgorithm.ES256, "ec", ISSUER, new ECDSASigner(EC)))) {
            assertThatCode(() -> writes(keys.toUri()).revoke(new ByToken(token, Explanation.NONE), "test"))
                    .doesNotThrowAnyException();
        }
        assertThat(log.live()).hasSize(1);
    }

    @Test
    void tokenSignedWithAnotherKeyIsRefused() throws Exception {
        assertThat(rejection(token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(OTHER_RSA))))
                .hasMessage("token must be signed with one of its issuer's keys: the signature does not verify");
    }

    @Test
    void tokenThatNamesAnUnknownKeyIsRefusedAlsoTheSecondTime() throws Exception {
        String token = token(JWSAlgorithm.RS256, "gone", ISSUER, new RSASSASigner(RSA));
        TestWrites writes = writes(keys.toUri());

        for (int i = 0; i < 4; i++) {
            RejectedException rejection = catchThrowableOfType(
                    RejectedException.class, () -> writes.revoke(new ByToken(token, Explanation.NONE), "test"));
            assertThat(rejection).hasMessageContaining("none has its kid and suits its alg, RS256");
        }
    }

    /** D14. */
    @Test
    void keyIdIsANameAndNothingElse() throws Exception {
        for (String kid :
                List.of("../../../etc/passwd", "' OR '1'='1", "file:///etc/passwd", "rsa\u0000", "x".repeat(10_240))) {
            assertThat(rejection(token(JWSAlgorithm.RS256, kid, ISSUER, new RSASSASigner(RSA))))
                    .hasMessageContaining("none has its kid and suits its alg, RS256");
        }
    }

    @Test
    void tokenOfAnotherIssuerIsRefused() throws Exception {
        assertThat(rejection(token(JWSAlgorithm.RS256, "rsa", "https://other", new RSASSASigner(RSA))))
                .hasMessage("token.iss must be an issuer that issuers.<alias>.iss configures");
    }

    @Test
    void symmetricAlgorithmsNeverVerify() throws Exception {
        byte[] publicKey = RSA.toRSAPublicKey().getEncoded();

        assertThat(rejection(token(JWSAlgorithm.HS256, "rsa", ISSUER, new MACSigner(publicKey))))
                .hasMessageContaining("must be signed with an RS, PS, ES or EdDSA algorithm");
        rejection(token(JWSAlgorithm.HS256, "oct", ISSUER, new MACSigner(new byte[32])));
    }

    @Test
    void algorithmThatDoesNotSuitTheKeyIsRefused() throws Exception {
        String token = token(JWSAlgorithm.ES256, "rsa", ISSUER, new ECDSASigner(EC));

        assertThat(rejection(token)).hasMessageContaining("none has its kid and suits its alg, ES256");
    }

    /** P20. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kty\":\"EC\",\"crv\":\"brainpoolP256r1\",\"kid\":\"odd\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"odd\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"RSA\",\"kid\":\"odd\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"x5c\":[\"!!\"]}",
                "{\"kty\":\"RSA\",\"kid\":7,\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                "{\"kid\":\"odd\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                "{\"kty\":\"RSA\",\"kid\":\"odd\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"use\":\"enc\",\"key_ops\":[\"verify\"]}",
                "{\"kty\":\"AKP\",\"kid\":\"odd\",\"alg\":\"ML-DSA-44\",\"pub\":\"AA\"}",
                "{\"kty\":\"OKP\",\"kid\":\"odd\",\"crv\":\"Ed25519\",\"x\":\"AA\"}",
                "{\"kty\":\"OKP\",\"kid\":\"odd\",\"crv\":\"Ed448\",\"x\":\"AA\"}",
                "7",
                "null"
            })
    void oddKeyInTheSetIsIgnoredAndNamedOnceAndTheGoodKeyVerifies(String odd) throws Exception {
        String good = RSA.toPublicJWK().toJSONString();
        PastedToken token = PastedToken.parse(token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(RSA)));
        PastedToken unknown = PastedToken.parse(token(JWSAlgorithm.RS256, "new", ISSUER, new RSASSASigner(RSA)));
        for (String set : List.of(odd + "," + good, good + "," + odd)) {
            Files.writeString(keys, "{\"keys\":[" + set + "]}");
            try (CapturedLog log = new CapturedLog()) {
                IssuerKeys issuer = IssuerKeys.of(List.of(new TrustedIssuer(ISSUER, keys.toUri())));

                issuer.verify(token);
                assertThat(catchThrowableOfType(RejectedException.class, () -> issuer.verify(unknown)))
                        .as("reads the set again")
                        .isNotNull();

                assertThat(log.text()).containsOnlyOnce("WARN ignored a key in the JWK Set of https://issuer");
            }
        }
    }

    /** P20: services may have another library, which reads the key. */
    @Test
    void tokenThatAnIgnoredKeyMayHaveSignedIsNotTakenForForged() throws Exception {
        Files.writeString(
                keys,
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"brainpoolP256r1\",\"kid\":\"odd\",\"x\":\"AA\",\"y\":\"AA\"},"
                        + RSA.toPublicJWK().toJSONString() + "]}");

        assertThat(rejection(token(JWSAlgorithm.ES256, "odd", ISSUER, new ECDSASigner(EC)))
                        .isProvenInvalid())
                .isFalse();
        assertThat(rejection(token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(OTHER_RSA)))
                        .isProvenInvalid())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
                "<html>"
            })
    void answerThatIsNoSetOfKeysIsNoVerdictOnTheToken(String set) throws Exception {
        Files.writeString(keys, set);
        PastedToken token = PastedToken.parse(token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(RSA)));

        assertThatThrownBy(() -> IssuerKeys.of(List.of(new TrustedIssuer(ISSUER, keys.toUri())))
                        .verify(token))
                .isInstanceOf(UnavailableException.class);
    }

    /** Seen: RFC 7009 answered 200 for a good token, and revoked nothing, for up to five minutes. */
    @Test
    void tokenOfAKeyThatTheIssuerRenewedUnderTheSameKidIsVerified() throws Exception {
        PastedToken before = PastedToken.parse(token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(RSA)));
        PastedToken after = PastedToken.parse(token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(OTHER_RSA)));
        try (JwkSetEndpoint issuer = new JwkSetEndpoint(RSA.toPublicJWK())) {
            IssuerKeys known = IssuerKeys.of(List.of(new TrustedIssuer(ISSUER, issuer.uri())));
            known.verify(before);
            issuer.publish(OTHER_RSA.toPublicJWK());

            assertThatCode(() -> known.verify(after)).doesNotThrowAnyException();
            assertThatCode(() -> known.forAnonymous().verify(after)).doesNotThrowAnyException();
            assertThat(catchThrowableOfType(RejectedException.class, () -> known.verify(before))
                            .isProvenInvalid())
                    .isTrue();
        }
    }

    @Test
    void wrongSignatureIsNoVerdictWhileTheKeysCannotBeReadAgain() throws Exception {
        PastedToken forged = PastedToken.parse(token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(OTHER_RSA)));
        try (JwkSetEndpoint issuer = new JwkSetEndpoint(RSA.toPublicJWK())) {
            IssuerKeys known = IssuerKeys.of(List.of(new TrustedIssuer(ISSUER, issuer.uri())));
            known.verify(PastedToken.parse(token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(RSA))));
            issuer.is(JwkSetEndpoint.Order.FAILS);

            for (IssuerKeys asker : List.of(known, known.forAnonymous())) {
                assertThatThrownBy(() -> asker.verify(forged)).isInstanceOf(UnavailableException.class);
            }
        }
    }

    @Test
    void floodOfForgedTokensWithAKnownKidCostsOneReadingAnIntervalAndNoGoodTokenItsVerification() throws Exception {
        PastedToken good = PastedToken.parse(token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(RSA)));
        PastedToken forged = PastedToken.parse(token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(OTHER_RSA)));
        AtomicLong nanos = new AtomicLong();
        try (JwkSetEndpoint issuer = new JwkSetEndpoint(RSA.toPublicJWK())) {
            IssuerKeys known = IssuerKeys.of(List.of(new TrustedIssuer(ISSUER, issuer.uri())), nanos::incrementAndGet);
            IssuerKeys anonymous = known.forAnonymous();
            known.verify(good);
            for (int interval = 1; interval <= 3; interval++) {
                int refused = 0;
                for (int i = 0; i < 100; i++) {
                    Exception answer = catchThrowableOfType(Exception.class, () -> anonymous.verify(forged));
                    assertThat(answer).isInstanceOfAny(RejectedException.class, UnavailableException.class);
                    refused += answer instanceof RejectedException ? 1 : 0;
                    assertThatCode(() -> anonymous.verify(good)).doesNotThrowAnyException();
                    assertThatCode(() -> known.verify(good)).doesNotThrowAnyException();
                }
                assertThat(refused).isEqualTo(1);
                assertThat(issuer.requests()).isEqualTo(1 + interval);
                nanos.addAndGet(KeyBudget.ANONYMOUS.interval().toNanos());
            }
        }
    }

    @Test
    void keyWithoutKeyIdVerifiesWhateverTheTokenCallsIt() throws Exception {
        Files.writeString(keys, new JWKSet(new RSAKey.Builder(RSA.toRSAPublicKey()).build()).toString());

        assertThatCode(() -> IssuerKeys.of(List.of(new TrustedIssuer(ISSUER, keys.toUri())))
                        .verify(PastedToken.parse(token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(RSA)))))
                .doesNotThrowAnyException();
    }

    @Test
    void keysThatCannotBeReadAreNoVerdictOnTheToken() throws Exception {
        String token = token(JWSAlgorithm.RS256, "rsa", ISSUER, new RSASSASigner(RSA));
        URI unreachable = URI.create("http://127.0.0.1:9/jwks.json");

        UnavailableException unavailable = catchThrowableOfType(
                UnavailableException.class,
                () -> writes(unreachable).revoke(new ByToken(token, Explanation.NONE), "test"));

        assertThat(unavailable.certainty()).isEqualTo(UnavailableException.Certainty.NOT_WRITTEN);
        assertThat(log.events()).isEmpty();
    }
}
