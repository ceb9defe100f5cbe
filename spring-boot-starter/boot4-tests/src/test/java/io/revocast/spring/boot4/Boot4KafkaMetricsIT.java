package io.revocast.spring.boot4;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.revocast.spring.contract.IsolatedKafka;
import io.revocast.spring.contract.MintedTokens;
import io.revocast.spring.contract.OrdersApplication;
import io.revocast.spring.contract.RevocationTopic;
import io.revocast.spring.contract.RunningApplication;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.ConsumerFactory;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class Boot4KafkaMetricsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Prometheus drops the meters of a name whose tags differ from those that it knows. */
    @Test
    void theMetersOfTheListHaveTheTagsOfTheApplicationsOwnConsumers() {
        try (IsolatedKafka kafka = IsolatedKafka.start()) {
            RevocationTopic topic = RevocationTopic.create(kafka);
            try (RunningApplication application = RunningApplication.start(
                            OrdersApplication.class,
                            "servlet",
                            "--spring.security.oauth2.resourceserver.jwt.public-key-location="
                                    + MintedTokens.publicKeyFile().toUri(),
                            "--spring.kafka.bootstrap-servers=" + topic.bootstrapServers(),
                            "--revocast.topic=" + topic.name());
                    Consumer<?, ?> own = application
                            .context()
                            .getBean(ConsumerFactory.class)
                            .createConsumer("orders", "orders", "")) {
                assertThat(own.assignment()).isEmpty();
                MeterRegistry registry = application.context().getBean(MeterRegistry.class);

                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(clients(registry)).contains("revocast-reader", "orders"));

                assertThat(registry.get("kafka.consumer.connection.creation.total").functionCounters().stream()
                                .map(meter -> meter.getId().getTags().stream()
                                        .map(Tag::getKey)
                                        .toList())
                                .distinct())
                        .hasSize(1);
            }
        }
    }

    private static List<String> clients(MeterRegistry registry) {
        return registry.find("kafka.consumer.connection.creation.total").functionCounters().stream()
                .map(meter -> String.valueOf(meter.getId().getTag("client.id")))
                .toList();
    }
}
