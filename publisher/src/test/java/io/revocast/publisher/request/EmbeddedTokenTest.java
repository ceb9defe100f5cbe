package io.revocast.publisher.request;

import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.token.TokenSpelling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Text around a token, whose header may be spelt in any way that JSON allows. */
class EmbeddedTokenTest {
    private static final String REST = ",\"iss\":\"https://issuer\",\"jti\":\"t1\"}";

    static Stream<String> headers() {
        return Stream.of(
                        "{\"alg\":\"RS256\"}",
                        "{ \"alg\":\"RS256\"}",
                        "{  \"alg\" : \"RS256\" }",
                        "{\n\"alg\":\"RS256\"}",
                        "{\r\n  \"alg\":\"RS256\"\r\n}",
                        "{\t\"alg\":\"RS256\"}",
                        " {\"alg\":\"RS256\"}",
                        "\n {\t \"alg\":\"RS256\"}",
                        " ".repeat(200) + "{\"alg\":\"RS256\"}",
                        "\uFEFF{\"alg\":\"RS256\"}",
                        "\uFEFF { \"alg\":\"RS256\"}")
                .flatMap(header -> Stream.of(
                        encoded(header, StandardCharsets.UTF_8),
                        encoded(header, StandardCharsets.UTF_16BE),
                        encoded(header, StandardCharsets.UTF_16LE)));
    }

    private static String encoded(String header, Charset charset) {
        return Tokens.encode(header.getBytes(charset)) + "."
                + Tokens.encode(header.replace("}", REST).getBytes(charset))
                + ".c2lnbmF0dXJl";
    }

    private static List<String> around(String token) {
        return List.of(
                "access_token=" + token,
                "token " + token,
                "tokenx" + token,
                "x" + token,
                "xy" + token,
                "\"" + token + "\"",
                "https://app.example/cb#access_token=" + token + "&state=1",
                "{\"access_token\":\"" + token + "\"}",
                "a.b." + token,
                token.replaceFirst("\\.", "==."),
                token + ".");
    }

    @ParameterizedTest
    @MethodSource("headers")
    void textAroundATokenIsNeverProofThatTheTokenIsInvalid(String token) {
        for (String text : around(token)) {
            RejectedException refused = catchThrowableOfType(
                    RejectedException.class, () -> PastedToken.parse(TokenSpelling.canonical(text)));

            if (refused != null) {
                assertThat(refused.isProvenInvalid()).as(text).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void noReasonOrNoteHoldsAWholeToken(String token) {
        for (String text : around(token)) {
            assertThat(catchThrowableOfType(RejectedException.class, () -> TextRules.requirePrintable("note", text)))
                    .as(text)
                    .isNotNull();
        }
    }

    @Test
    void opaqueTokensAndOrdinaryTextAreNotTakenForTokens() throws Exception {
        Random random = new Random(7);
        List<String> texts = new ArrayList<>(List.of(
                "garbage",
                "a.b.c",
                "a.b.c.d.e",
                "ewolf.smith.example",
                "an eyewitness.report.final",
                "see https://issuer.example/account/alice.html for more.",
                "AAAAAAAAAAAA.AAAAAAAAAAAA.AAAAAAAAAAAA"));
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            // A first byte that a header may begin with is a matter of the other test.
            bytes[0] = 'x';
            texts.add(Tokens.encode(bytes) + "." + Tokens.encode(bytes) + "." + Tokens.encode(bytes));
        }
        for (String text : texts) {
            assertThat(catchThrowableOfType(RejectedException.class, () -> PastedToken.parse(text))
                            .isProvenInvalid())
                    .as(text)
                    .isTrue();
            assertThat(TextRules.requirePrintable("note", text)).isEqualTo(text);
        }
    }
}
