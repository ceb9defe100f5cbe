package io.revocast.publisher.service;

import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Target;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.token.PastedTokenView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Odd tokens, each signed as it stands: whatever a service's library accepts, the publisher knows by the same name, or
 * refuses to revoke.
 */
class OddTokenTest {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final String HEADER = "{\"alg\":\"HS256\",\"kid\":\"k1\"}";
    private static final String REST = ",\"iss\":\"i\",\"exp\":4102444800}";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String signed(String header, byte[] payload) {
        return signedText(Tokens.encode(utf8(header)) + "." + Tokens.encode(payload));
    }

    private static String signedText(String signingInput) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            return signingInput + "." + Tokens.encode(mac.doFinal(utf8(signingInput)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<PastedTokenView> publisher(String token) {
        try {
            PastedTokenView view = PastedTokenView.of(PastedToken.parse(token));
            view.token().expiresAt();
            return Optional.of(view);
        } catch (RejectedException e) {
            return Optional.empty();
        }
    }

    /** The name that the library looks a token up by. */
    private static String key(VerifiedToken token) {
        String issuer = String.valueOf(token.issuer());
        return new Target.Token(issuer, Target.Token.id(issuer, token.jti(), token.signingInput())).key();
    }

    static Stream<String> claims() {
        return Stream.of(
                "{\"jti\":\"a\"",
                "{\"jti\":\"a\",\"jti\":\"b\"",
                "{\"jti\":\"a\",\"\\u006ati\":\"b\"",
                "{\"jti\":12345",
                "{\"jti\":1.0",
                "{\"jti\":12345678901234567890123",
                "{\"jti\":[\"a\"]",
                "{\"jti\":[]",
                "{\"jti\":{\"a\":1}",
                "{\"jti\":true",
                "{\"jti\":null",
                "{\"jti\":\"\"",
                "{\"jti\":\" a \"",
                "{\"x\":1",
                "{\"JTI\":\"a\"",
                "{\"jti\":\"a\\u0000\"",
                "{\"jti\":\"a\\r\\n\"",
                "{\"jti\":\"\\u202Ea\"",
                "{\"jti\":\"\\ud800\"",
                "{\"jti\":\"\\udc00\\ud800\"",
                "{\"jti\":\"\\ud83d\\ude00\"",
                "{\"jti\":\"\u00e9\"",
                "{\"jti\":\"e\\u0301\"",
                "{\"jti\":\"\\uFFFD\"",
                "{\"jti\":\"\\uFEFFa\"",
                "{\"jti\":\"a\\/b\"",
                "{\"jti\":\"" + "a".repeat(1100) + "\"",
                "{\"jti\":\"" + "a".repeat(40_000) + "\"",
                "{\"jti\":\"sha256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU\"",
                "{\"jti\":\"a\",\"n\":" + "[".repeat(20) + "]".repeat(20),
                "{\"jti\":\"a\",\"n\":" + "[".repeat(2000) + "]".repeat(2000),
                "{\"jti\":\"a\",\"n\":" + "1".repeat(500),
                "{\"jti\":\"a\",\"exp\":4102444801",
                "{\"jti\":\"a\",\"iss\":\"other\"",
                "{\"jti\":\"a\",\"iat\":1700000000.75",
                "{\"jti\":\"a\",\"iat\":1.7e9",
                "{\"jti\":\"a\",\"iat\":-1",
                "{\"jti\":\"a\",\"iat\":\"1700000000\"",
                "{\"jti\":\"a\",\"iat\":null",
                "{\"jti\":\"a\",\"iat\":true",
                "{\"jti\":\"a\",\"sub\":7,\"aud\":[\"x\",\"y\"],\"groups\":[\"a\",1,true,null,2.50]",
                "{\"jti\":\"a\",\"n1\":7,\"n2\":7.0,\"n3\":7e0,\"n4\":0.1,\"n5\":1e22,\"n6\":-0.0,\"n7\":123456789012345678",
                "{\"jti\":\"a\",\"n1\":1E400",
                "{\"jti\":\"a\",\"n1\":-1E400,\"n2\":[1E400],\"n3\":1E308",
                "{\"jti\":\"a\",\"n1\":1E-400,\"n2\":-7.0e0,\"n3\":0e0,\"n4\":0E400",
                "{\"jti\":\"a\",\"n1\":12345678901234567890123e0,\"n2\":1234567890123456789012.3e1,\"n3\":7e0",
                "{\"jti\":\"a\",\"b\":false,\"o\":{\"a\":1},\"e\":\"\",\"z\":null");
    }

    static Stream<String> tokens() {
        Stream<String> whole = Stream.of(
                "{\"jti\":\"a\",\"iss\":\"i\"}",
                "{\"jti\":\"a\",\"iss\":\"i\",\"exp\":null}",
                "{\"jti\":\"a\",\"iss\":\"i\",\"exp\":\"4102444800\"}",
                "{\"jti\":\"a\",\"iss\":\"i\",\"exp\":4102444800.75}",
                "{\"jti\":\"a\",\"iss\":\"i\",\"exp\":9223372036854775807}",
                "{\"jti\":\"a\",\"iss\":\"i\",\"exp\":1e400}",
                "{\"jti\":\"a\",\"iss\":\"i\",\"exp\":4102444800000}",
                "{\"jti\":\"a\",\"iss\":7,\"exp\":4102444800}",
                "{\"jti\":\"a\",\"iss\":[\"i\"],\"exp\":4102444800}",
                "{\"jti\":\"a\",\"iss\":\"\",\"exp\":4102444800}",
                "{\"jti\":\"a\",\"iss\":\"i\\u0000\",\"exp\":4102444800}",
                "{\"jti\":\"a\",\"exp\":4102444800}",
                "{\"jti\":\"a\",\"iss\":\"i\",\"exp\":4102444800}x",
                "{\"jti\":\"a\",\"iss\":\"i\",\"exp\":4102444800}{\"jti\":\"b\"}",
                " {\"jti\":\"a\",\"iss\":\"i\",\"exp\":4102444800} ",
                "\uFEFF{\"jti\":\"a\",\"iss\":\"i\",\"exp\":4102444800}",
                "{\"jti\":\"a\",\"iss\":\"i\",\"exp\":4102444800,}",
                "{'jti':'a','iss':'i','exp':4102444800}",
                "{\"jti\":\"a\",/* */\"iss\":\"i\",\"exp\":4102444800}",
                "{jti:\"a\",\"iss\":\"i\",\"exp\":4102444800}",
                "{\"jti\":\"a\",\"iss\":\"i\",\"exp\":NaN}",
                "[\"jti\"]",
                "");
        return Stream.of(
                        claims().map(claims -> signed(HEADER, utf8(claims + REST))),
                        whole.map(claims -> signed(HEADER, utf8(claims))),
                        headers().map(header -> signed(header, utf8("{\"jti\":\"a\"" + REST))),
                        encodings())
                .flatMap(each -> each);
    }

    private static Stream<String> headers() {
        return Stream.of(
                "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
                "{\"alg\":\"HS256\",\"kid\":7}",
                "{\"alg\":\"HS256\",\"kid\":null}",
                "{\"alg\":\"HS256\",\"kid\":\"../../etc/passwd\"}",
                "{\"alg\":\"HS256\",\"kid\":\"" + "k".repeat(10_240) + "\"}",
                "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}",
                "{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"HS256\",\"crit\":[]}",
                "{\"alg\":\"HS256\",\"zip\":\"DEF\"}",
                "{\"alg\":\"HS256\",\"jku\":\"https://127.0.0.1/\"}",
                "{\"alg\":\"none\"}",
                "{\"alg\":\"HS256\"}x");
    }

    private static Stream<String> encodings() {
        String header = Tokens.encode(utf8(HEADER));
        byte[] payload = utf8("{\"jti\":\"ab\"" + REST);
        byte[] latin = "{\"jti\":\"\u00e9\",\"iss\":\"i\",\"exp\":4102444800}".getBytes(StandardCharsets.ISO_8859_1);
        byte[] overlong = Arrays.copyOf(payload, payload.length);
        overlong[8] = (byte) 0xc1;
        String encoded = Tokens.encode(payload);
        String good = signedText(header + "." + encoded);
        return Stream.of(
                signedText(header + "." + Tokens.encode(latin)),
                signedText(header + "." + Tokens.encode(overlong)),
                signedText(header + "." + Tokens.encode("{\"jti\":\"a\"}".getBytes(StandardCharsets.UTF_16))),
                signedText(header + "." + Base64.getUrlEncoder().encodeToString(payload)),
                signedText(header + "." + Base64.getEncoder().encodeToString(utf8("{\"jti\":\"???>>>\"" + REST))),
                signedText(header + "." + encoded.substring(0, 8) + "\n" + encoded.substring(8)),
                signedText(header + "=." + encoded),
                signedText(header + "." + encoded + "A"),
                signedText(header + "." + nextCharacter(encoded)),
                good + "=",
                good + ".",
                good + " ",
                " " + good,
                good + "\n",
                nextCharacter(good),
                "Bearer " + good,
                good.toUpperCase(java.util.Locale.ROOT));
    }

    /** The same with another last character, which may stand for the same bytes. */
    private static String nextCharacter(String base64) {
        char last = base64.charAt(base64.length() - 1);
        return base64.substring(0, base64.length() - 1) + (char) (last + 1);
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void libraryThatAcceptsItKnowsItByThePublishersNameOrThePublisherRefusesIt(String token) {
        Optional<PastedTokenView> ours = publisher(token);

        Map<Libraries, VerifiedToken> theirs = Libraries.accepting(token, SECRET);

        ours.ifPresent(view -> theirs.forEach((library, their) -> {
            assertThat(key(their)).as(library + " names it").isEqualTo(key(view));
            assertThat(their.keyId()).as(library + " has the kid").isEqualTo(view.keyId());
            assertThat(their.issuedAt()).as(library + " has iat").isEqualTo(view.issuedAt());
            for (String name : view.claimNames()) {
                if (Target.Claim.nameable(name)) {
                    assertThat(texts(their.claim(name)))
                            .as(library + " reads " + name)
                            .isEqualTo(texts(view.claim(name)));
                }
            }
        }));
    }

    private static Set<String> texts(@Nullable Object value) {
        Collection<?> values = value instanceof Collection<?> several
                ? several
                : Optional.ofNullable(value).stream().toList();
        return values.stream()
                .map(Target.Claim::textOf)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** So that the test above cannot be green because everybody refuses everything. */
    @Test
    void corpusHasTokensThatAreAcceptedAndThatOnlyLibrariesAccept() {
        List<String> accepted = tokens().filter(
                        token -> !Libraries.accepting(token, SECRET).isEmpty())
                .toList();

        assertThat(accepted).hasSizeGreaterThan(40);
        assertThat(accepted).filteredOn(token -> publisher(token).isPresent()).hasSizeGreaterThan(20);
        assertThat(accepted).filteredOn(token -> publisher(token).isEmpty()).hasSizeGreaterThan(10);
        for (Libraries library : Libraries.values()) {
            assertThat(accepted)
                    .filteredOn(token -> publisher(token).isPresent()
                            && Libraries.accepting(token, SECRET).containsKey(library))
                    .as(library.toString())
                    .hasSizeGreaterThan(15);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"jti\":\"a\",\"iss\":\"i\",\"exp\":4102444800}", "{\"iss\":\"i\",\"exp\":4102444800}"})
    void everySpellingThatALibraryAcceptsHasTheNameOfTheOriginal(String claims) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        String input = Tokens.encode(utf8("{\"alg\":\"ES256\"}")) + "." + Tokens.encode(utf8(claims));
        Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
        signer.initSign(pair.getPrivate());
        signer.update(utf8(input));
        byte[] signature = signer.sign();
        String original = input + "." + Tokens.encode(signature);
        byte[] mirrored = mirrored(signature, (ECPublicKey) pair.getPublic());
        String name = key(publisher(original).orElseThrow());

        List<String> spellings = List.of(
                original,
                original + "=",
                original + "==",
                nextCharacter(original),
                input + "." + Tokens.encode(mirrored));

        assertThat(Libraries.accepting(spellings.get(4), pair))
                .as("(r, n-s) is accepted")
                .isNotEmpty();
        for (String spelling : spellings) {
            Libraries.accepting(spelling, pair)
                    .forEach((library, view) ->
                            assertThat(key(view)).as(library.toString()).isEqualTo(name));
        }
    }

    private static byte[] mirrored(byte[] signature, ECPublicKey key) {
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
        byte[] other = key.getParams().getOrder().subtract(s).toByteArray();
        byte[] mirrored = Arrays.copyOf(signature, 64);
        Arrays.fill(mirrored, 32, 64, (byte) 0);
        int length = Math.min(32, other.length);
        System.arraycopy(other, other.length - length, mirrored, 64 - length, length);
        return mirrored;
    }
}
