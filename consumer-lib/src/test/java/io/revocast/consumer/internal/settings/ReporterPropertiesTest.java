package io.revocast.consumer.internal.settings;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;

class ReporterPropertiesTest {
    private static Properties producer(Map<String, String> more) {
        Map<String, String> given = new HashMap<>(more);
        given.put("bootstrap.servers", "broker:9092");
        return ReporterProperties.producer(given, Duration.ofSeconds(30));
    }

    @Test
    void theProducerIsSmallAndKnowsEachOfItsProperties() {
        Properties properties = producer(Map.of());

        assertThat(properties)
                .containsEntry("bootstrap.servers", "broker:9092")
                .containsEntry("buffer.memory", "262144")
                .containsEntry("enable.idempotence", "false")
                .containsEntry("client.id", "revocast-reporter");
        assertThat(properties.stringPropertyNames()).allMatch(ProducerConfig.configNames()::contains);
    }

    @Test
    void securityAndConnectionsAreThoseOfTheList() {
        Map<String, String> given = Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config", "a secret",
                "ssl.truststore.location", "/etc/truststore.p12",
                "client.dns.lookup", "resolve_canonical_bootstrap_servers_only",
                "reconnect.backoff.max.ms", "70000",
                "company.login.url", "https://login.example");

        assertThat(producer(given)).containsAllEntriesOf(given);
    }

    @Test
    void whatConsumersAloneKnowIsLeftOutAndWhatReportsNeedIsKept() {
        Properties properties = producer(Map.of(
                "max.poll.records", "10",
                "fetch.max.wait.ms", "100",
                "client.id", "orders",
                "request.timeout.ms", "60000",
                "acks", "all",
                "transactional.id", "orders"));

        assertThat(properties)
                .doesNotContainKeys("max.poll.records", "fetch.max.wait.ms", "transactional.id")
                .containsEntry("acks", "1")
                .containsEntry("request.timeout.ms", "4000")
                .containsEntry("client.id", "orders-reporter");
    }
}
