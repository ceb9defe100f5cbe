package io.revocast.publisher.http;

import io.revocast.event.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ApiKeyTest {
    private static final String HASH = "sha256:" + "0f".repeat(32);

    @Test
    void generatedKeyMatchesItsOwnLineOnly() {
        String key = ApiKey.generate();
        ApiKey kept = ApiKey.parse("demo", ApiKey.line(key, EnumSet.of(Target.Kind.TOKEN, Target.Kind.CLAIM), true));

        assertThat(kept.matches(ApiKey.sha256(key))).isTrue();
        assertThat(kept.matches(ApiKey.sha256(ApiKey.generate()))).isFalse();
        assertThat(kept.caller()).isEqualTo(new Caller("demo", EnumSet.of(Target.Kind.TOKEN, Target.Kind.CLAIM), true));
        assertThat(key).matches("rvk_[A-Za-z0-9_-]{43}");
    }

    @Test
    void starPermitsEveryKindButNotToRead() {
        assertThat(ApiKey.parse("demo", HASH + " *").caller())
                .isEqualTo(new Caller("demo", EnumSet.allOf(Target.Kind.class), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "token",
                "sha256:00 token",
                "sha256:zz token",
                "md5:00 token",
                "rvk_abc token",
            })
    void lineThatIsNoHashIsRefusedWithoutBeingShown(String line) {
        assertThatThrownBy(() -> ApiKey.parse("demo", line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must read like sha256:<64 hex digits> token,claim read");
    }

    @Test
    void unknownKindsAndWordsAreRefused() {
        assertThatThrownBy(() -> ApiKey.parse("demo", HASH + " user"))
                .hasMessage("kinds must be token, claim, key, issuer, separated by commas without spaces, or *");
        assertThatThrownBy(() -> ApiKey.parse("demo", HASH + " token write"))
                .hasMessageEndingWith("the third word can only be read");
    }

    @Test
    void toStringShowsNoHash() {
        assertThat(ApiKey.parse("demo", HASH + " token").toString()).doesNotContain("0f0f");
    }
}
