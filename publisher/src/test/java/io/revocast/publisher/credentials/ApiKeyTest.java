package io.revocast.publisher.credentials;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumSet;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ApiKeyTest {
    private static final String HASH = "sha256:" + "0f".repeat(32);

    @Test
    void generatedKeyMatchesItsOwnLineOnly() {
        String key = ApiKey.generate();
        ApiKey kept = ApiKey.parse("demo", ApiKey.line(key, "token,claim read"));

        assertThat(kept.matches(ApiKey.sha256(key))).isTrue();
        assertThat(kept.matches(ApiKey.sha256(ApiKey.generate()))).isFalse();
        assertThat(kept.caller())
                .isEqualTo(new Caller(
                        "demo", "demo", EnumSet.of(Scope.WRITE_TOKEN, Scope.WRITE_CLAIM, Scope.READ), Set.of()));
        assertThat(key).matches("rvk_[A-Za-z0-9_-]{43}");
    }

    @Test
    void oldAndNewKeyStandSideBySideWhileOneReplacesTheOther() {
        String old = ApiKey.generate();
        String young = ApiKey.generate();
        ApiKey kept = ApiKey.parse("demo", ApiKey.hashOf(old) + "," + ApiKey.hashOf(young) + " token");

        assertThat(kept.matches(ApiKey.sha256(old))).isTrue();
        assertThat(kept.matches(ApiKey.sha256(young))).isTrue();
        assertThat(kept.matches(ApiKey.sha256(ApiKey.generate()))).isFalse();
    }

    @Test
    void starPermitsEveryKindButNothingElse() {
        assertThat(ApiKey.parse("demo", HASH + " *").caller().scopes())
                .containsExactlyInAnyOrder(Scope.WRITE_TOKEN, Scope.WRITE_CLAIM, Scope.WRITE_KEY, Scope.WRITE_ISSUER);
    }

    @Test
    void wordsAfterTheKindsAddScopesIssuersAndTheClient() {
        Caller caller = ApiKey.parse(
                        "demo", HASH + " - introspect any-client issuer=https://a issuer=https://b client=spa")
                .caller();

        assertThat(caller.scopes()).containsExactlyInAnyOrder(Scope.INTROSPECT, Scope.ANY_CLIENT);
        assertThat(caller.clientId()).isEqualTo("spa");
        assertThat(caller.mayName("https://b")).isTrue();
        assertThat(caller.mayName("https://c")).isFalse();
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
                .hasMessage("kinds must be token, claim, key, issuer, separated by commas without spaces, or * or -");
        assertThatThrownBy(() -> ApiKey.parse("demo", HASH + " token write"))
                .hasMessageStartingWith("after the kinds there may only be read, reinstate, break-glass");
    }

    @Test
    void toStringShowsNoHash() {
        assertThat(ApiKey.parse("demo", HASH + " token").toString()).doesNotContain("0f0f");
    }
}
