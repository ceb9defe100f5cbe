package io.revocast.event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TargetTest {
    private static final String ISSUER = "https://issuer.example";
    private static final String FINGERPRINT_OF_EMPTY = "sha256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";

    @Test
    void keysAreCanonicalJsonArraysThatNameKindAndIssuer() {
        assertThat(new Target.Token(ISSUER, "7").key()).isEqualTo("[\"token\",\"https://issuer.example\",\"7\"]");
        assertThat(new Target.Claim(ISSUER, "sub", "a\"b\u001f/").key())
                .isEqualTo("[\"claim\",\"https://issuer.example\",\"sub\",\"a\\\"b\\u001f/\"]");
        assertThat(new Target.Path(ISSUER, "/act/sub", "agent-7").key())
                .isEqualTo("[\"path\",\"https://issuer.example\",\"/act/sub\",\"agent-7\"]");
        assertThat(new Target.Key(ISSUER, "k1").key()).isEqualTo("[\"key\",\"https://issuer.example\",\"k1\"]");
        assertThat(new Target.Issuer(ISSUER).key()).isEqualTo("[\"issuer\",\"https://issuer.example\"]");
    }

    @Test
    void tokenIsNamedByItsJtiWhereThatCanServe() {
        assertThat(Target.Token.of(ISSUER, "abc", "h.p").id()).isEqualTo("abc");
        assertThat(Target.Token.of(ISSUER, "sha256:short", "h.p").id()).isEqualTo("sha256:short");
    }

    @Test
    void tokenIsNamedByItsFingerprintWhereItsJtiCannotServe() {
        assertThat(Target.Token.of(ISSUER, null, "").id()).isEqualTo(FINGERPRINT_OF_EMPTY);
        assertThat(Target.Token.of(ISSUER, "", "").id()).isEqualTo(FINGERPRINT_OF_EMPTY);
        assertThat(Target.Token.of(ISSUER, "x".repeat(4096), "").id()).isEqualTo(FINGERPRINT_OF_EMPTY);
        assertThat(Target.Token.of(ISSUER, "\uD800", "").id()).isEqualTo(FINGERPRINT_OF_EMPTY);
    }

    @Test
    void aJtiThatReadsLikeAnotherTokensFingerprintDoesNotNameThatToken() {
        Target other = Target.Token.of(ISSUER, null, "");

        assertThat(Target.Token.of(ISSUER, FINGERPRINT_OF_EMPTY, "header.payload"))
                .isNotEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD800", "a\uDC00", "\uD83D", "\uDE00\uD83D"})
    void loneSurrogatesAreRefused(String value) {
        assertThatThrownBy(() -> new Target.Claim(ISSUER, "sub", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("claim value must not contain a lone surrogate: it has no UTF-8 form");
    }

    @Test
    void valuesTooLongForARecordKeyAreRefusedWithAWayOut() {
        assertThatThrownBy(() -> new Target.Token(ISSUER, "x".repeat(4096)))
                .hasMessage("jti is too long: its record key would exceed 1024 bytes of UTF-8;"
                        + " revoke the token by its fingerprint instead");
        assertThatThrownBy(() -> new Target.Claim(ISSUER, "sub", "\u00e9".repeat(500)))
                .hasMessageStartingWith("claim value is too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"act", "act/sub", "/act", "/", "//sub", "/iat/x", "/jti/x", "/a/~", "/a/~2", "/a~/b", "/a~x/b"})
    void pointersThatNameNoPlaceInsideAClaimAreRefused(String pointer) {
        assertThatThrownBy(() -> new Target.Path(ISSUER, pointer, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pointer must ");
    }

    @Test
    void aPointersSegmentsAreReadAsRfc6901Says() {
        assertThat(new Target.Path(ISSUER, "/a~1b/m~0n/~01//0", "x").segments())
                .containsExactly("a/b", "m~n", "~1", "", "0");
        assertThat(Target.Path.append(Target.Path.append("", "a/b"), "m~n")).isEqualTo("/a~1b/m~0n");
    }

    @Test
    void theTextsOfAClaimAreItsValueItsElementsOrTheMembersOfAScope() {
        assertThat(Target.Claim.textsOf("aud", List.of("a", 7.0, Map.of()))).containsExactly("a", "7");
        assertThat(Target.Claim.textsOf("scope", "openid  admin "))
                .containsExactly("openid  admin ", "openid", "admin");
        assertThat(Target.Claim.textsOf("scopes", "openid admin")).containsExactly("openid admin");
        assertThat(Target.Claim.textsOf("scope", null)).isEmpty();
    }

    @Test
    void emptyPartsAreRefused() {
        assertThatThrownBy(() -> new Target.Path(ISSUER, "", "x")).hasMessage("pointer must not be empty");
        assertThatThrownBy(() -> new Target.Issuer("")).hasMessage("issuer must not be empty");
        assertThatThrownBy(() -> new Target.Key(ISSUER, "")).hasMessage("kid must not be empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "jti", "exp", "iat", "nbf"})
    void claimsThatOtherTargetsStandForAreRefused(String name) {
        assertThatThrownBy(() -> new Target.Claim(ISSUER, name, "x"))
                .hasMessageStartingWith("claim name must not be one of exp, iat, iss, jti, nbf: " + name);
    }
}
