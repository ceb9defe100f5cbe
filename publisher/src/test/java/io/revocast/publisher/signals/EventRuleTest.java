package io.revocast.publisher.signals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventRuleTest {
    @Test
    void defaultsAreTheEventsThatTakeSomethingAway() {
        assertThat(EventRule.parse(EventRule.DEFAULTS))
                .extracting(EventRule::name)
                .containsExactly(
                        "session-revoked",
                        "credential-change",
                        "account-disabled",
                        "account-purged",
                        "account-credential-change-required",
                        "credential-compromise",
                        "sessions-revoked");
        assertThat(EventRule.parse(EventRule.DEFAULTS)).noneMatch(EventRule::wholeUser);
    }

    @Test
    void eventMayBeAnyUriAndMayEndAllOfAUsersSessions() {
        assertThat(EventRule.parse("urn:vendor:fired, session-revoked=user"))
                .containsExactly(
                        new EventRule("urn:vendor:fired", false),
                        new EventRule("https://schemas.openid.net/secevent/caep/event-type/session-revoked", true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sesion-revoked|must be event URIs or names of [session-revoked, credential-change, ",
                "session-revoked,|must be event URIs or names of ",
                "session-revoked=all|must be event URIs or names of ",
                "session-revoked,session-revoked=user|must name each event once"
            })
    void unknownEventIsRefused(String text, String rule) {
        assertThatThrownBy(() -> EventRule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(rule);
    }

    @Test
    void nameThatIsNoReasonCodeIsNotUsedAsOne() {
        assertThat(new EventRule("https://vendor.example/%20", false).name()).isEqualTo("security-event");
    }
}
