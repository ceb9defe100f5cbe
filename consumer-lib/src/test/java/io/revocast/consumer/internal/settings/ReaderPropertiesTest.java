package io.revocast.consumer.internal.settings;

import io.revocast.consumer.Freshness;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.ListOptions;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReaderPropertiesTest {
    private static final Duration MAX_STALENESS = Duration.ofSeconds(30);

    private static ListOptions builder(String name, String value) {
        return new ListOptions().bootstrapServers("localhost:1").kafkaProperties(Map.of(name, value));
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
        "interceptor.classes,org.example.DropsRecords",
        "check.crcs,false",
        "group.protocol,consumer"
    })
    void propertiesThatCorrectnessNeedsAreRefusedByName(String name, String value) {
        assertThatThrownBy(() -> builder(name, value).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Kafka property " + name + " must not be set on a revocation list: ");
    }

    @ParameterizedTest
    @CsvSource({
        ",,10000,10000",
        "15000,,15000,15000",
        "30000,,30000,30000",
        "60000,,60000,60000",
        "5000,,5000,10000",
        ",4000,4000,4000",
        ",20000,10000,20000",
        "2000,3000,2000,3000"
    })
    void theLimitOfAnAnswerIsNeverShorterThanThatOfARequest(
            @Nullable String givenRequest, @Nullable String givenApi, String request, String api) {
        Map<String, String> given = new HashMap<>(Map.of("bootstrap.servers", "b:1"));
        if (givenRequest != null) {
            given.put("request.timeout.ms", givenRequest);
        }
        if (givenApi != null) {
            given.put("default.api.timeout.ms", givenApi);
        }

        assertThat(ReaderProperties.consumer(ReaderProperties.check(given)))
                .containsEntry("request.timeout.ms", request)
                .containsEntry("default.api.timeout.ms", api);
        boolean ours = givenRequest == null && givenApi == null;
        assertThat(ReaderProperties.admin(given, MAX_STALENESS))
                .containsEntry("request.timeout.ms", ours ? "75000" : request)
                .containsEntry("default.api.timeout.ms", ours ? "75000" : api);
    }

    @ParameterizedTest
    @ValueSource(strings = {"request.timeout.ms", "default.api.timeout.ms"})
    void aLimitThatNoBrokerMeetsIsRefusedByName(String name) {
        assertThatThrownBy(() -> builder(name, "1").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Kafka property " + name + " must be at least 1000: 1; no broker answers reliably in less");
    }

    @Test
    void limitsThatContradictEachOtherAreRefusedByName() {
        assertThatThrownBy(() -> builder("request.timeout.ms", "9000")
                        .kafkaProperties(Map.of("default.api.timeout.ms", "8000"))
                        .build())
                .hasMessage("Kafka property default.api.timeout.ms must be at least request.timeout.ms: 8000 < 9000;"
                        + " raise it, or leave it out");
    }

    @Test
    void ourLongestBackoffFollowsTheShortestThatTheUserGives() {
        Map<String, String> given = Map.of("bootstrap.servers", "b:1", "reconnect.backoff.ms", "20000");

        assertThat(ReaderProperties.consumer(given)).containsEntry("reconnect.backoff.max.ms", "20000");
        assertThat(ReaderProperties.admin(given, MAX_STALENESS)).containsEntry("reconnect.backoff.max.ms", "20000");
    }

    @Test
    void nullsAreRefusedByName() {
        Map<String, String> nullValue = new HashMap<>();
        nullValue.put("client.rack", null);
        Map<String, String> nullName = new HashMap<>();
        nullName.put(null, "s3cret");

        assertThatThrownBy(() ->
                        builder("client.id", "x").kafkaProperties(nullValue).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Kafka property client.rack must not be null; give it a value or leave it out");
        assertThatThrownBy(() ->
                        builder("client.id", "x").kafkaProperties(nullName).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the name of a Kafka property must not be null; its value is not shown");
    }

    @Test
    void valuesWithoutATextAreRefusedByNameAndType() {
        assertThatThrownBy(() -> builder("client.id", "x").kafkaProperties(Map.of("client.rack", new Object())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the value of Kafka property client.rack must be a String, a Number, a Boolean, a Class,"
                        + " a Password or a Collection of those: java.lang.Object");
    }

    @Test
    void theOthersPassThrough() {
        assertThat(ReaderProperties.consumer(Map.of("bootstrap.servers", "b:1", "security.protocol", "SSL")))
                .containsEntry("security.protocol", "SSL")
                .containsEntry("isolation.level", "read_uncommitted")
                .containsEntry("auto.offset.reset", "none")
                .doesNotContainKeys("group.id", "key.deserializer", "value.deserializer");
    }

    @Test
    void aClientThatLivesForOneQuestionPushesNoMetricsUnlessTold() {
        String name = "enable.metrics.push";

        assertThat(ReaderProperties.admin(Map.of("bootstrap.servers", "b:1"), MAX_STALENESS))
                .containsEntry(name, "false");
        assertThat(ReaderProperties.admin(Map.of("bootstrap.servers", "b:1", name, "true"), MAX_STALENESS))
                .containsEntry(name, "true");
    }

    @Test
    void aValueThatKafkaWouldNotAcceptIsRefusedAtStart() {
        try (KafkaRevocationList list = builder("request.timeout.ms", "soon").build()) {
            assertThatThrownBy(list::start)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("request.timeout.ms");
        }
    }

    @Test
    void aFetchWaitThatWouldDelayTheProbeIsRefusedAtStart() {
        try (KafkaRevocationList list = builder("fetch.max.wait.ms", "5000").build()) {
            assertThatThrownBy(list::start)
                    .hasMessage("Kafka property fetch.max.wait.ms must be at most 1000: 5000;"
                            + " the end-offset probe waits behind each fetch");
        }
    }

    @Test
    void aStalenessThatNoProbeCouldMeetIsRefusedWithTheReason() {
        try (KafkaRevocationList list = builder("fetch.max.wait.ms", "800")
                .maxStaleness(Duration.ofSeconds(1))
                .build()) {
            assertThatThrownBy(list::start)
                    .hasMessage("maxStaleness must be at least twice the Kafka property fetch.max.wait.ms: PT1S and 800"
                            + " ms; the end-offset probe waits behind each fetch. Raise the one or lower the other");
        }
        assertThatThrownBy(() -> new ListOptions()
                        .bootstrapServers("b:1")
                        .freshness(Freshness.HEARTBEAT)
                        .maxStaleness(Duration.ofSeconds(3))
                        .build())
                .hasMessage("maxStaleness must be at least PT5S with Freshness.HEARTBEAT: PT3S; publishers send a"
                        + " heartbeat about every 3 s, so the list would be stale between two");
    }

    @Test
    void aBrokerMustBeNamed() {
        assertThatThrownBy(() -> new ListOptions().build())
                .hasMessage("bootstrapServers must be given, as host:port, several separated by commas");
    }

    @Test
    void noPasswordIsEverPrinted() {
        KafkaRevocationList list =
                builder("sasl.jaas.config", "… password=\"s3cret\"").build();

        assertThat(list.toString()).doesNotContain("s3cret").contains("localhost:1");
    }
}
