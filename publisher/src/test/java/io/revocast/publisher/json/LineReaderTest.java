package io.revocast.publisher.json;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class LineReaderTest {
    private static final int LONGEST = 100;

    private static List<String> lines(InputStream body) throws IOException {
        LineReader reader = new LineReader(body, LONGEST);
        List<String> lines = new ArrayList<>();
        for (byte[] line = reader.next(); line != null; line = reader.next()) {
            lines.add(LineReader.isTooLong(line) ? "too long" : new String(line, StandardCharsets.UTF_8));
        }
        return lines;
    }

    private static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void linesEndWithANewLineOrWithTheBody() throws IOException {
        assertThat(lines(body("a\nb\r\n\nc"))).containsExactly("a", "b", "", "c");
        assertThat(lines(body("a\n"))).containsExactly("a");
        assertThat(lines(body(""))).isEmpty();
    }

    @Test
    void lineThatIsTooLongIsPassedOverAsOne() throws IOException {
        String longest = "x".repeat(LONGEST);
        String giant = "y".repeat(1_000_000);

        assertThat(lines(body(longest + "\n" + longest + "x\n" + giant + "\nlast")))
                .containsExactly(longest, "too long", "too long", "last");
        assertThat(lines(body("first\n" + giant))).containsExactly("first", "too long");
    }

    @Test
    void piecesOfAnySizeGiveTheSameLines() throws IOException {
        Random random = new Random(1);
        List<String> expected = IntStream.range(0, 2_000)
                .mapToObj(i -> "z".repeat(random.nextInt(LONGEST)))
                .toList();
        InputStream whole = body(expected.stream().collect(Collectors.joining("\n", "", "\n")));
        InputStream pieces = new InputStream() {
            @Override
            public int read() throws IOException {
                return whole.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return whole.read(into, offset, Math.min(length, 1 + random.nextInt(7)));
            }
        };

        assertThat(lines(pieces)).isEqualTo(expected);
    }
}
