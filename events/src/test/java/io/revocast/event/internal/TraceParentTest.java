package io.revocast.event.internal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

class TraceParentTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";
    private static final String VALID = "00-" + TRACE + "-01";

    @ParameterizedTest
    @ValueSource(strings = {"00", "01", "03", "ff"})
    void keepsTheFlagsOfVersion00(String flags) {
        String value = "00-" + TRACE + "-" + flags;

        assertThat(TraceParent.valid(value)).isEqualTo(value);
        assertThat(TraceParent.valid(value.getBytes(StandardCharsets.US_ASCII))).isEqualTo(value);
    }

    @Test
    void keepsThePartsOfALaterVersionThatVersion00Knows() {
        assertThat(TraceParent.valid("01-" + TRACE + "-03")).isEqualTo(VALID);
        assertThat(TraceParent.valid("cc-" + TRACE + "-02-what-the-future-brings"))
                .isEqualTo("00-" + TRACE + "-00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-" + TRACE,
                "00-" + TRACE + "-0",
                "00-" + TRACE + "-01-more",
                "00-" + TRACE + "-01 ",
                "ff-" + TRACE + "-01",
                "cc-" + TRACE + "-01.more",
                "0g-" + TRACE + "-01",
                "00-" + TRACE + "-0G",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n",
                "cc-" + TRACE + "-01-a\r\nSet-Cookie: a=b"
            })
    void ignoresWhatIsInvalid(String value) {
        assertThat(TraceParent.valid(value)).isNull();
        assertThat(TraceParent.valid(value.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @Test
    void ignoresAbsentAndOverlongValues() {
        assertThat(TraceParent.valid((String) null)).isNull();
        assertThat(TraceParent.valid((byte[]) null)).isNull();
        assertThat(TraceParent.valid("cc-" + TRACE + "-01-" + "a".repeat(500))).isNull();
        assertThat(TraceParent.valid(new byte[1_000_000])).isNull();
    }
}
