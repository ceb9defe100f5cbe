package io.revocast.event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void emptyPartsAreRefused() {
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
