package io.revocast.publisher.oauth;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FormBodyTest {
    private static FormBody parse(String form) throws OAuthError {
        return FormBody.parse(form.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "token=abc, abc",
        "a=1&token=abc, abc",
        "&&token=abc&, abc",
        "token=a%20b+c, a b c",
        "token=%E2%82%ac, €",
        "token=€, €",
        "t%6Fken=a%3D%26, a=&",
        "token=a=b, a=b"
    })
    void valueIsDecoded(String form, String value) throws Exception {
        assertThat(parse(form).required("token")).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token=%", "token=%4", "token=%zz", "token=%-1", "token=%\uFF11\uFF11", "token=%ff", "%=1"})
    void whatNoEncoderWritesIsRefused(String form) {
        assertThatThrownBy(() -> parse(form)).isInstanceOf(OAuthError.class);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThatThrownBy(() -> FormBody.parse(new byte[] {'a', '=', (byte) 0xff}))
                .isInstanceOf(OAuthError.class)
                .hasMessage("parameters must be valid UTF-8");
    }

    @Test
    void repeatedParametersAreKeptAndNeverChosenFrom() throws Exception {
        FormBody form = parse("token=a&token=b&x=1");

        assertThat(form.values("token")).containsExactly("a", "b");
        assertThatThrownBy(() -> form.required("token")).hasMessage("token must be sent once");
        assertThat(form.values("absent")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "token", "token=", "Token=a", "%20token=a"})
    void emptyOrAbsentIsNoValue(String form) throws Exception {
        assertThat(parse(form).optional("token")).isNull();
        assertThatThrownBy(() -> parse(form).required("token")).hasMessage("token must be sent");
    }

    @Test
    void manyParametersAreRefused() throws Exception {
        assertThat(parse("a=1&".repeat(100)).values("a")).hasSize(100);
        assertThatThrownBy(() -> parse("a=1&".repeat(101))).hasMessageContaining("at most 100 parameters");
    }

    @Test
    void formShowsNothingOfItself() throws Exception {
        assertThat(parse("client_secret=hush")).hasToString("FormBody");
    }
}
