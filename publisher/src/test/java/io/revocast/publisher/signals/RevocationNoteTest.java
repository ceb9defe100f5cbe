package io.revocast.publisher.signals;

import io.revocast.publisher.service.Tokens;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

class RevocationNoteTest {
    @Test
    void whatIsNoTextOrCannotBeShownIsLeftOut() {
        RevocationNote note = new RevocationNote()
                .add("number", 7)
                .add("absent", null)
                .add("lines", "a\nb")
                .add("control", "a\u0085b")
                .add("token", "see eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln")
                .add("spaced", "see " + Tokens.of("{ \"alg\":\"RS256\"}", "{ \"iss\":\"x\"}"))
                .add("lines", Tokens.of("{\n \"alg\":\"RS256\"}", "{ \"iss\":\"x\"}"))
                .add("empty", "");

        assertThat(note.explanation("r").note()).isNull();
        assertThat(note.explanation("r").reason()).isEqualTo("r");
    }

    @Test
    void longPartsAreCutAndTheWholeFitsItsBytes() {
        String wide = "\uD83D\uDE00".repeat(300);

        String note = new RevocationNote()
                .add("a", "x" + wide)
                .add("b", wide)
                .add("c", wide)
                .add("d", wide)
                .explanation("r")
                .note();

        assertThat(note).isNotNull().startsWith("a x\uD83D\uDE00");
        assertThat(Objects.requireNonNull(note).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(1024);
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(note)).isTrue();
    }
}
