package io.revocast.consumer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReportingTest {
    @Test
    void theDefaultsAreThoseOfOneLine() {
        Reporting reporting = Reporting.as("payments");

        assertThat(reporting.service()).isEqualTo("payments");
        assertThat(reporting.instance()).isNull();
        assertThat(reporting.topic()).isEqualTo("revocast.status");
        assertThat(reporting.maxPerSecond()).isEqualTo(5);
        assertThat(reporting.period()).isEqualTo(Duration.ofSeconds(10));
        assertThat(reporting.decoders().get()).isEmpty();
    }

    @Test
    void eachPartIsChangedAlone() {
        Reporting reporting = Reporting.as("payments")
                .withInstance("payments-1")
                .withTopic("status")
                .withMaxPerSecond(1)
                .withPeriod(Duration.ofMinutes(1))
                .withDecoders(() -> List.of("jwtDecoder"));

        assertThat(reporting.service()).isEqualTo("payments");
        assertThat(reporting.instance()).isEqualTo("payments-1");
        assertThat(reporting.topic()).isEqualTo("status");
        assertThat(reporting.maxPerSecond()).isEqualTo(1);
        assertThat(reporting.period()).isEqualTo(Duration.ofMinutes(1));
        assertThat(reporting.decoders().get()).containsExactly("jwtDecoder");
    }

    @Test
    void aServiceWithoutANameIsRefusedWithTheFix() {
        assertThatThrownBy(() -> Reporting.as(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("service of reports must have 1 to 256 characters and no control character: \"\";"
                        + " name what the instances have in common, such as payments");
        assertThatThrownBy(() -> Reporting.as("x".repeat(257)))
                .hasMessage("service of reports must have 1 to 256 characters and no control character:"
                        + " 257 characters; name what the instances have in common, such as payments");
    }

    @Test
    void anInstanceThatCannotBeShownIsRefused() {
        assertThatThrownBy(() -> Reporting.as("payments").withInstance("a\u0007b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("instance of reports must have 1 to 256 characters and no control character")
                .hasMessageEndingWith("; name this instance, or leave the name out")
                .hasMessageNotContaining("\u0007");
    }

    @Test
    void ratesPeriodsAndTopicsOutOfRangeAreRefusedWithTheDefault() {
        Reporting reporting = Reporting.as("payments");

        assertThatThrownBy(() -> reporting.withMaxPerSecond(0))
                .hasMessage("maxPerSecond must lie between 1 and 100: 0; the default is 5");
        assertThatThrownBy(() -> reporting.withMaxPerSecond(101)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> reporting.withPeriod(Duration.ofMillis(999)))
                .hasMessage("period of reports must lie between PT1S and PT10M: PT0.999S; the default is PT10S");
        assertThatThrownBy(() -> reporting.withPeriod(Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> reporting.withTopic("a topic"))
                .hasMessageStartingWith("topic of reports must be a name that Kafka allows");
    }

    @Test
    void reportsDoNotStandAmongTheRevocations() {
        RevocationList.Builder builder = RevocationList.builder()
                .bootstrapServers("localhost:1")
                .topic("status")
                .reporting(Reporting.as("payments").withTopic("status"));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topic of reports must not be the topic of revocations: status;"
                        + " the default is revocast.status");
    }
}
