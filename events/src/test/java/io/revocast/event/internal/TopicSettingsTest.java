package io.revocast.event.internal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopicSettingsTest {
    private final TopicSettings settings = new TopicSettings("revocast.revocations", 1, 3, Duration.ofHours(8));

    @Test
    void theSettingsItCreatesATopicWithAreTheOnesItAccepts() {
        assertThat(settings.differences(settings.configs())).isEmpty();
    }

    @Test
    void retentionOutlastsTheLongestToken() {
        assertThat(settings.retention()).isEqualTo(Duration.ofHours(10).plusMinutes(2));
        assertThat(new TopicSettings("t", 1, 1, Duration.ofMinutes(5)).retention())
                .isEqualTo(Duration.ofMinutes(67));
    }

    @ParameterizedTest
    @CsvSource({
        "cleanup.policy,compact",
        "cleanup.policy,delete",
        "retention.ms,3600000",
        "retention.bytes,1000000",
        "message.timestamp.type,CreateTime",
        "min.insync.replicas,1",
        "unclean.leader.election.enable,true",
        "max.message.bytes,1048588",
        "min.compaction.lag.ms,0"
    })
    void aSettingThatCouldLoseARevocationIsADifference(String setting, String value) {
        Map<String, String> effective = new HashMap<>(settings.configs());
        effective.put(setting, value);

        assertThat(settings.differences(effective)).singleElement().satisfies(difference -> {
            assertThat(difference.setting()).isEqualTo(setting);
            assertThat(difference.actual()).isEqualTo(value);
        });
    }

    @Test
    void policiesInAnyOrderAndEndlessRetentionAreAccepted() {
        Map<String, String> effective = new HashMap<>(settings.configs());
        effective.put("cleanup.policy", "delete, compact");
        effective.put("retention.ms", "-1");

        assertThat(settings.differences(effective)).isEmpty();
    }

    @Test
    void aDifferenceReadsAsASentence() {
        Map<String, String> effective = new HashMap<>(settings.configs());
        effective.put("cleanup.policy", "delete");

        assertThat(settings.differences(effective).get(0))
                .hasToString("cleanup.policy is delete; want compact,delete:"
                        + " compaction bounds the log by key, deletion by age; either alone loses or hoards");
    }

    /** R20: a reader that assumes longer tokens than the publisher that made the topic. */
    @ParameterizedTest
    @CsvSource({"PT1S", "PT2H", "PT4H", "PT8H", "PT24H"})
    void aLifetimeMismatchNamesBothValues(String lifetime) {
        TopicSettings made = new TopicSettings("t", 1, 1, Duration.parse(lifetime));
        TopicSettings read = new TopicSettings("t", 1, 1, Duration.ofHours(50));

        List<TopicSettings.Difference> differences = read.differences(made.configs());

        assertThat(differences)
                .extracting(TopicSettings.Difference::setting)
                .containsExactly("retention.ms", "min.compaction.lag.ms");
        assertThat(differences.get(0).why())
                .isEqualTo("a shorter retention deletes revocations of tokens that are still accepted."
                        + " longestTokenLifetime is PT50H here, and this topic is set up for tokens that live "
                        + lifetime + " at most; give readers (longestTokenLifetime) and publishers"
                        + " (tokens.longest-lifetime) the same value");
        assertThat(differences.get(1).why()).doesNotContain("longestTokenLifetime");
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new TopicSettings("t", 0, 1, Duration.ofHours(1)))
                .hasMessage("partitions and replicationFactor must be positive: 0, 1");
        assertThatThrownBy(() -> new TopicSettings("t", 1, 1, Duration.ZERO))
                .hasMessageStartingWith("longestTokenLifetime must lie between PT1S and 3650 days: PT0S");
    }
}
