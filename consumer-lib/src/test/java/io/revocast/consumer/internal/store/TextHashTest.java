package io.revocast.consumer.internal.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class TextHashTest {
    /** The vectors of the reference implementation, those of even length: key and input are 0, 1, 2, and so on. */
    @ParameterizedTest
    @CsvSource({
        "0, 726fdb47dd0e0e31",
        "2, 0d6c8009d9a94f5a",
        "4, cf2794e0277187b7",
        "6, cbc9466e58fee3ce",
        "8, 93f5f5799a932462",
        "14, f723ca908e7af2ee",
        "16, 3f2acc7f57c29bdb",
        "62, e51b38608ef25f57"
    })
    void sipIsSipHash24OfTheTextsUtf16(int length, String expected) {
        byte[] input = new byte[length];
        for (int i = 0; i < length; i++) {
            input[i] = (byte) i;
        }
        long hash =
                TextHash.sip(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, new String(input, StandardCharsets.UTF_16LE));

        assertThat(hash).isEqualTo(Long.parseUnsignedLong(expected, 16));
    }

    @Test
    void quickTellsTextsApartThatDifferInOneCharacterOrInLength() {
        Set<Long> hashes = new HashSet<>();
        int texts = 0;
        for (int length = 0; length < 40; length++) {
            for (int place = 0; place < length; place++) {
                for (char c : new char[] {'\0', 'b', 'é', '\uFFFF'}) {
                    String text = "a".repeat(place) + c + "a".repeat(length - place - 1);
                    hashes.add(TextHash.quick(42, text));
                    texts++;
                }
            }
        }
        assertThat(hashes).hasSize(texts);
    }

    @Test
    void quickDependsOnTheSeed() {
        assertThat(TextHash.quick(1, "alice")).isNotEqualTo(TextHash.quick(2, "alice"));
    }
}
