package io.revocast.spring.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.consumer.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

class InvalidTokenAnswerTest {
    private static final String ODD = "\"quoted\", C:\\path\r\nSet-Cookie: a=b\t\u0000\u007f\u2028 Café 😀 \ud83d";

    @Test
    void aRevocationWithoutNoteNamesNoReason() throws IOException {
        InvalidTokenAnswer answer = InvalidTokenAnswer.revoked(null);

        assertThat(answer.description()).isEqualTo("The token has been revoked");
        assertThat(new ObjectMapper().readTree(answer.body()).has("note")).isFalse();
    }

    @Test
    void theDescriptionHasTheCharactersOfRfc6750Only() {
        String description = InvalidTokenAnswer.revoked(ODD).description();

        assertThat(description)
                .matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+")
                .startsWith("The token has been revoked: 'quoted', C:/path  Set-Cookie: a=b ");
        assertThat(description.length()).isLessThan(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 257, 1024})
    void theDescriptionIsShort(int length) {
        String description = InvalidTokenAnswer.revoked("n".repeat(length)).description();

        assertThat(description.length()).isLessThanOrEqualTo(28 + 256 + 3);
        assertThat(description.endsWith("...")).isEqualTo(length > 256);
    }

    @ParameterizedTest
    @EnumSource(Verdict.Reason.class)
    void everyReasonHasADescriptionThatSpringAccepts(Verdict.Reason reason) throws IOException {
        InvalidTokenAnswer answer = InvalidTokenAnswer.uncheckable(reason);

        assertThat(new InvalidBearerTokenException(answer.description())
                        .getError()
                        .getDescription())
                .isEqualTo(answer.description())
                .doesNotContain("revocast.", "spring.");
        assertThat(new ObjectMapper().readTree(answer.body()).path("detail").asText())
                .isEqualTo(answer.description());
    }

    @Test
    void springAcceptsTheDescription() {
        String description = InvalidTokenAnswer.revoked(ODD).description();

        assertThat(new InvalidBearerTokenException(description).getError().getDescription())
                .isEqualTo(description);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Log in again", "\"quoted\", C:\\path\r\n\t\u0000 Café 😀 </script>"})
    void theBodyHasTheWholeNote(String note) throws IOException {
        JsonNode body =
                new ObjectMapper().readTree(InvalidTokenAnswer.revoked(note).body());

        assertThat(body.path("note").asText()).isEqualTo(note);
        assertThat(body.path("detail").asText()).isEqualTo("The token has been revoked");
        assertThat(body.path("status").asInt()).isEqualTo(401);
    }
}
