package io.revocast.cli.command;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HumanFormatTest {
    @ParameterizedTest
    @ValueSource(ints = {0x07, 0x1b, 0x7f, 0x85, 0x9b, 0x200b, 0x2028, 0x2029, 0x202e, 0x2066, 0xfeff, 0xe0001})
    void characterThatChangesHowOthersAreShownIsReplaced(int character) {
        assertThat(HumanFormat.clean("a" + Character.toString(character) + "b")).isEqualTo("a?b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "Ålice Müller", "日本語", "\uD83D\uDE00", "a b"})
    void otherTextIsShownAsItIs(String text) {
        assertThat(HumanFormat.clean(text)).isEqualTo(text);
    }
}
