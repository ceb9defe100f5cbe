package io.revocast.consumer;

import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReaderPropertiesTest {
    private static RevocationList.Builder builder(String name, String value) {
        return RevocationList.builder().bootstrapServers("localhost:1").kafkaProperties(Map.of(name, value));
    }

    @ParameterizedTest
    @CsvSource({
        "group.id,x",
        "enable.auto.commit,true",
        "auto.offset.reset,latest",
        "isolation.level,read_committed",
        "allow.auto.create.topics,true",
        "key.deserializer,x",
        "value.deserializer,x",
        "check.crcs,false",
        "group.protocol,consumer"
    })
    void propertiesThatCorrectnessNeedsAreRefusedByName(String name, String value) {
        assertThatThrownBy(() -> builder(name, value).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Kafka property " + name + " must not be set on a revocation list: ");
    }

    @Test
    void theOthersPassThrough() {
        assertThat(ReaderProperties.consumer(Map.of("bootstrap.servers", "b:1", "security.protocol", "SSL")))
                .containsEntry("security.protocol", "SSL")
                .containsEntry("isolation.level", "read_uncommitted")
                .containsEntry("auto.offset.reset", "none")
                .doesNotContainKey("group.id");
    }

    @Test
    void aClientThatLivesForOneQuestionPushesNoMetricsUnlessTold() {
        String name = "enable.metrics.push";

        assertThat(ReaderProperties.admin(Map.of("bootstrap.servers", "b:1"))).containsEntry(name, "false");
        assertThat(ReaderProperties.admin(Map.of("bootstrap.servers", "b:1", name, "true")))
                .containsEntry(name, "true");
    }

    @Test
    void aValueThatKafkaWouldNotAcceptIsRefusedAtStart() {
        try (RevocationList list = builder("request.timeout.ms", "soon").build()) {
            assertThatThrownBy(list::start)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("request.timeout.ms");
        }
    }

    @Test
    void aFetchWaitThatWouldDelayTheProbeIsRefusedAtStart() {
        try (RevocationList list = builder("fetch.max.wait.ms", "5000").build()) {
            assertThatThrownBy(list::start)
                    .hasMessage("Kafka property fetch.max.wait.ms must be at most 1000: 5000;"
                            + " the end-offset probe waits behind each fetch");
        }
    }

    @Test
    void aBrokerMustBeNamed() {
        assertThatThrownBy(() -> RevocationList.builder().build())
                .hasMessage("bootstrapServers must be given, as host:port, several separated by commas");
    }

    @Test
    void noPasswordIsEverPrinted() {
        RevocationList list =
                builder("sasl.jaas.config", "… password=\"s3cret\"").build();

        assertThat(list.toString()).doesNotContain("s3cret").contains("localhost:1");
    }
}
