package io.revocast.publisher.query;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

class CsvTableTest {
    private final CsvTable table = new CsvTable("a", "b");

    private String text() {
        return new String(table.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void fieldsThatNeedItAreQuoted() {
        table.row("x,y", "say \"hi\"");
        table.row("two\nlines", null);

        assertThat(text()).isEqualTo("a,b\r\n\"x,y\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",\r\n");
    }

    /** Names come from instances, and issuers from tokens. */
    @Test
    void textIsNoFormula() {
        table.row("=HYPERLINK(1)", "@x");
        table.row("-1", -1);

        assertThat(text()).isEqualTo("a,b\r\n'=HYPERLINK(1),'@x\r\n'-1,-1\r\n");
    }
}
