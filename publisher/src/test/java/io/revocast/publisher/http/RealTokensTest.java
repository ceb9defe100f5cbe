package io.revocast.publisher.http;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.jwks.IssuerKeys;
import io.revocast.publisher.jwks.JwkSetEndpoint;
import io.revocast.publisher.jwks.TrustedIssuer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 7009 with tokens as issuers and clients really have them: 200 means that no service accepts the token. */
class RealTokensTest {
    private static final Target.Token T1 = new Target.Token(OAuthFixture.ISSUER, "t1");
    private static final String CLAIMS = "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\",\"exp\":"
            + OAuthFixture.IN_AN_HOUR + "}";
    private static final RSAKey RSA = rsa();
    private static final RSAKey OTHER = rsa();
    private static final KeyPair ED25519 = ed25519();

    @SuppressWarnings("NullAway.Init") // opened before all tests
    private static JwkSetEndpoint issuer;

    @SuppressWarnings("NullAway.Init") // opened before all tests
    private static OAuthFixture fixture;

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID("rsa").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void open() throws Exception {
        byte[] encoded = ED25519.getPublic().getEncoded();
        issuer = new JwkSetEndpoint();
        issuer.publish("{\"keys\":[" + RSA.toPublicJWK().toJSONString() + ",{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                + "\"kid\":\"ed\",\"alg\":\"EdDSA\",\"x\":\""
                + Base64URL.encode(Arrays.copyOfRange(encoded, 12, encoded.length)) + "\"}]}");
        fixture = new OAuthFixture(IssuerKeys.of(List.of(new TrustedIssuer(OAuthFixture.ISSUER, issuer.uri()))));
        fixture.start();
    }

    @AfterAll
    static void close() {
        fixture.close();
        issuer.close();
    }

    @BeforeEach
    void forget() {
        fixture.forget();
    }

    private static String signed(String header, String claims, JWSSigner signer) {
        try {
            String input = Base64URL.encode(header) + "." + Base64URL.encode(claims);
            // The library refuses to write headers that are odd.
            String algorithm = header.replaceAll("\\{\"alg\":\"([^\"]+)\".*", "$1");
            return input + "."
                    + signer.sign(
                            new JWSHeader(JWSAlgorithm.parse(algorithm)), input.getBytes(StandardCharsets.US_ASCII));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String rs256(String more) {
        try {
            return signed("{\"alg\":\"RS256\",\"kid\":\"rsa\"" + more + "}", CLAIMS, new RSASSASigner(RSA));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer post(String path, String form) throws Exception {
        ApiClient client =
                new ApiClient(fixture.port(), path.endsWith("revoke") ? OAuthFixture.PORTAL : OAuthFixture.ADMIN);
        return client.send(client.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private static Answer revoke(String token) throws Exception {
        return post("/oauth2/revoke", "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
    }

    private static void assertUnsupported(String token, String more) throws Exception {
        Answer answer = post("/oauth2/revoke", "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8) + more);

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo("unsupported_token_type");
        assertThat(fixture.log.events()).isEmpty();
        assertThat(fixture.audit)
                .extracting(AuditEntry::decision)
                .as("written to the audit")
                .containsExactly(AuditEntry.Decision.REFUSED);
        fixture.forget();
    }

    static Stream<UnaryOperator<String>> spellings() {
        return Stream.of(
                token -> token,
                token -> token + "\n",
                token -> token + "\r\n",
                token -> " \t" + token + " ",
                token -> "\uFEFF" + token,
                token -> token + "\u00a0",
                token -> "Bearer " + token,
                token -> "bearer   " + token + "\n",
                token -> token + "=",
                token -> token + "==",
                token -> token.substring(0, 100) + "\n" + token.substring(100),
                token -> token.replace('-', '+').replace('_', '/'),
                RealTokensTest::withOtherSpareBits,
                token -> withOtherSpareBits(token.substring(0, token.lastIndexOf('.')))
                        + token.substring(token.lastIndexOf('.')));
    }

    /** The same bytes with another last character, where that has bits to spare. */
    private static String withOtherSpareBits(String token) {
        char last = token.charAt(token.length() - 1);
        int length = token.length() - token.lastIndexOf('.') - 1;
        return length % 4 == 0 ? token : token.substring(0, token.length() - 1) + (char) (last + 1);
    }

    /** P4. */
    @ParameterizedTest
    @MethodSource("spellings")
    void everySpellingOfATokenRevokesIt(UnaryOperator<String> spelling) throws Exception {
        String token = spelling.apply(rs256(""));

        assertThat(revoke(token).status()).as(token).isEqualTo(200);

        assertThat(fixture.log.find(T1)).as(token).isPresent();
    }

    /** Services keep a key for as long as they cache its set. */
    @Test
    void livingTokenOfAKeyThatTheIssuerRemovedIsUnsupported() throws Exception {
        assertUnsupported(signed("{\"alg\":\"RS256\",\"kid\":\"withdrawn\"}", CLAIMS, new RSASSASigner(OTHER)), "");
        assertUnsupported(signed("{\"alg\":\"RS256\"}", CLAIMS, new RSASSASigner(OTHER)), "");
    }

    /** P4: a good token whose dots are escaped, or that is in the JSON serialization. */
    @Test
    void tokenInASpellingThatIsNotReadIsNeverCalledInvalid() throws Exception {
        String token = rs256("");
        String[] parts = token.split("\\.", -1);
        String percent = token.chars().mapToObj("%%%02x"::formatted).collect(Collectors.joining());
        for (String text : List.of(
                "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2]
                        + "\"}",
                "{\"payload\":\"" + parts[1] + "\",\"signatures\":[{\"protected\":\"" + parts[0] + "\"}]}",
                token.replace(".", "%2E"),
                token.replace(".", "%252e"),
                token.replace(".", "&#46;"),
                token.replace(".", "\\u002e"),
                token.replace(".", "\uFF0E"),
                token.replace(".", "\r\n"),
                token.replace(".", "_"),
                token.replace(".", ","),
                percent,
                Base64URL.encode(token).toString())) {
            assertUnsupported(text, "");
        }
    }

    /** P4: what is not understood is refused, and not called revoked. */
    @Test
    void tokenAmongOtherTextIsRefused() throws Exception {
        String token = rs256("");
        for (String text : List.of(
                "\"" + token + "\"",
                "token=" + token,
                "Authorization: Bearer " + token,
                token + "." + token,
                token + ";",
                URLEncoder.encode(token + "\n", StandardCharsets.UTF_8))) {
            assertUnsupported(text, "");
        }
    }

    /** P5: the keys of the configured issuer decide. */
    @ParameterizedTest
    @ValueSource(strings = {"jku", "x5u"})
    void headerThatPointsToKeysIsNotFollowedAndTheConfiguredKeyVerifies(String name) throws Exception {
        int before = issuer.requests();
        String member = ",\"" + name + "\":\"" + issuer.uri() + "\"";

        assertThat(revoke(rs256(member)).status()).isEqualTo(200);

        assertThat(fixture.log.find(T1)).isPresent();
        fixture.forget();
        assertThat(revoke(rs256(",\"jwk\":" + OTHER.toPublicJWK().toJSONString()))
                        .status())
                .isEqualTo(200);
        assertThat(fixture.log.find(T1)).isPresent();
        assertThat(issuer.requests() - before)
                .as("read at most once, for its own keys")
                .isLessThan(2);
    }

    /** P5. */
    @ParameterizedTest
    @ValueSource(strings = {"EdDSA", "Ed25519"})
    void ed25519TokenIsRevoked(String algorithm) throws Exception {
        String input =
                Base64URL.encode("{\"alg\":\"" + algorithm + "\",\"kid\":\"ed\"}") + "." + Base64URL.encode(CLAIMS);
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(ED25519.getPrivate());
        signer.update(input.getBytes(StandardCharsets.US_ASCII));
        String token = input + "." + Base64URL.encode(signer.sign());

        assertThat(revoke(token).status()).isEqualTo(200);

        assertThat(fixture.log.find(T1)).isPresent();
    }

    /** P5. */
    @Test
    void encryptedTokenAndCriticalHeaderAreUnsupported() throws Exception {
        JWEObject encrypted =
                new JWEObject(new JWEHeader(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM), new Payload(CLAIMS));
        encrypted.encrypt(new RSAEncrypter(RSA));

        assertUnsupported(encrypted.serialize(), "");
        assertUnsupported(rs256(",\"crit\":[\"exp\"],\"exp\":1"), "");
        assertUnsupported(rs256(",\"b64\":false,\"crit\":[\"b64\"]"), "");
        assertUnsupported(rs256(",\"kid\":\"rsa\""), "");
    }

    /** P6 and A2: only the issuer can verify it, so nothing is known of it here. */
    @ParameterizedTest
    @CsvSource({"HS256,''", "HS512,''", "HS512,&token_type_hint=refresh_token", "HS512,&token_type_hint=access_token"})
    void tokenThatOnlyItsIssuerCanVerifyIsUnsupported(String algorithm, String hint) throws Exception {
        String keycloak = signed(
                "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"a3b0\"}",
                "{\"iss\":\"https://issuer\",\"jti\":\"r1\",\"typ\":\"Refresh\",\"azp\":\"portal\",\"sid\":\"s1\",\"exp\":"
                        + OAuthFixture.IN_AN_HOUR + "}",
                new MACSigner(new byte[64]));

        assertUnsupported(keycloak, hint);
    }

    @Test
    void tokenOfAnAlgorithmThatIsNotKnownHereIsUnsupported() throws Exception {
        String token = rs256("");

        assertUnsupported(
                Base64URL.encode("{\"alg\":\"ML-DSA-44\",\"kid\":\"rsa\"}") + token.substring(token.indexOf('.')), "");
    }

    /** P11. */
    @Test
    void tokenWithAnAbsurdExpIsUnsupportedAtOnce() throws Exception {
        assertUnsupported(
                signed(
                        "{\"alg\":\"RS256\",\"kid\":\"rsa\"}",
                        "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"exp\":1E-3000000}",
                        new RSASSASigner(RSA)),
                "");
    }

    @Test
    void forgedTokenAndExpiredTokenOfARemovedKeyAre200BecauseNoServiceAcceptsThem() throws Exception {
        String forged = signed("{\"alg\":\"RS256\",\"kid\":\"rsa\"}", CLAIMS, new RSASSASigner(OTHER));
        String expired = signed(
                "{\"alg\":\"RS256\",\"kid\":\"withdrawn\"}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\",\"exp\":1}",
                new RSASSASigner(OTHER));

        for (String token : List.of(forged, expired, "garbage", "a.b.c")) {
            assertThat(revoke(token).status()).isEqualTo(200);
        }

        assertThat(fixture.log.events()).isEmpty();
        assertThat(fixture.audit).isEmpty();
    }

    @Test
    void otherSpellingsIntrospectAsTheToken() throws Exception {
        String token = rs256("");
        for (String spelling : List.of(token, token + "\n", "Bearer " + token, withOtherSpareBits(token))) {
            assertThat(post("/oauth2/introspect", "token=" + URLEncoder.encode(spelling, StandardCharsets.UTF_8))
                            .json()
                            .path("active")
                            .asBoolean())
                    .isTrue();
        }
    }

    /** Seen: 200 and nothing revoked, because what stood behind the token became a part of its signature. */
    @ParameterizedTest
    @ValueSource(strings = {"\n3600", "\t3600", " Bearer", " prod"})
    void goodTokenWithAWordBehindItIsUnsupportedAndNotCalledRevoked(String behind) throws Exception {
        assertUnsupported(rs256("") + behind, "");
        assertUnsupported("Bearer " + rs256("") + behind, "");
    }
}
