package io.revocast.publisher.kafka;

import io.revocast.embedded.TestKafka;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.kafka.client.AuditConsumer;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.topic.AuditTopicPlan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class RecentAuditIndexIT {
    private final String topic = TestKafka.uniqueTopicName("audit");
    private final ClientProperties properties =
            new ClientProperties(TestKafka.shared().bootstrapServers(), Map.of());

    @ParameterizedTest
    @ValueSource(longs = {0, 25, -25})
    void keyIsFoundWhateverThisMachinesClockSays(long hours) throws Exception {
        UUID key = UUID.randomUUID();
        try (CommandAudit audit = new CommandAudit(
                properties, new AuditTopicPlan(topic, 1, true, Duration.ofDays(400)), Clock.systemUTC())) {
            audit.open();
            audit.append(new AuditEntry(
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    "r",
                    "portal",
                    Action.REVOKE,
                    Decision.GRANTED,
                    List.of(),
                    null,
                    null,
                    new AuditEntry.Context(key, "body", "topic")));
        }
        long end;
        try (AuditConsumer consumer = new AuditConsumer(properties, topic)) {
            end = consumer.end();
        }

        try (RecentAuditIndex recent =
                new RecentAuditIndex(properties, topic, Clock.offset(Clock.systemUTC(), Duration.ofHours(hours)))) {
            recent.start();

            assertThat(recent.awaitRead(end, Duration.ofSeconds(30))).isTrue();
            assertThat(recent.index().find(RecentAuditIndex.hash("portal", key)))
                    .isNotNegative();
        }
    }
}
