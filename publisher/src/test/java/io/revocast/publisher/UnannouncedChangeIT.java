package io.revocast.publisher;

import io.revocast.config.ConfigurationException;
import io.revocast.config.Sources;
import io.revocast.consumer.State;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.ListOptions;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.EventAppender;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.append.RevocationRestorer;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.kafka.KafkaRevocationLog;
import io.revocast.publisher.kafka.topic.LogBeginnings;
import io.revocast.publisher.kafka.topic.TopicWatch;
import io.revocast.publisher.settings.PublisherConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A list that is read again quickly announces no change of its state. The repair is no listener here, as if each change had
 * fallen between two looks.
 */
class UnannouncedChangeIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int TOKENS = 12;

    private final String topic = TestKafka.uniqueTopicName("unannounced");

    private PublisherConfig config() throws ConfigurationException {
        return PublisherConfig.load(
                new Sources(
                        Map.of(
                                "kafka.bootstrap.servers",
                                TestKafka.shared().bootstrapServers(),
                                "topic.name",
                                topic,
                                "api-keys.test",
                                ApiKey.line(ApiKey.generate(), "*")),
                        Map.of(),
                        Map.of(),
                        null),
                false);
    }

    private static RevocationEvent revoked(int number) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new RevocationEvent.Revoked(
                new Revocation(new Target.Token("https://issuer", "t" + number), now.plusSeconds(600), null),
                new Origin(UUID.randomUUID(), now, null, null, "test"));
    }

    private void addPartitions() throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", TestKafka.shared().bootstrapServers()))) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3)))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void revocationsMoveToAddedPartitionsThoughNoChangeIsAnnounced() throws Exception {
        PublisherConfig config = config();
        try (TopicWatch watch = new TopicWatch(config.kafka(), config.topic(), null);
                KafkaRevocationLog log = new KafkaRevocationLog(config.kafka(), topic, watch);
                KafkaRevocationList list = new ListOptions()
                        .bootstrapServers(config.kafka().bootstrapServers())
                        .topic(topic)
                        .maxStaleness(Duration.ofSeconds(5))
                        .keepOrigins(true)
                        .build();
                LogBeginnings beginnings = new LogBeginnings(config.kafka(), topic);
                LostRevocationRepair repair = new LostRevocationRepair(watch, beginnings, appended -> {})) {
            LiveRevocations live = new PublisherRevocations(list, watch::isVerified, repair::isSettled, beginnings);
            repair.connect(
                    new RevocationRestorer(new EventAppender(log, live), live, Clock.systemUTC()),
                    list,
                    live,
                    new AuditedRecovery(null, AuditLog.NONE, Clock.systemUTC()));
            repair.start();
            list.start();
            watch.start();
            await().atMost(LIMIT).until(() -> watch.isVerified() && list.state() == State.CURRENT);
            for (int i = 0; i < TOKENS; i++) {
                log.append(revoked(i)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }

            addPartitions();

            await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(list.position())
                        .hasValueSatisfying(
                                position -> assertThat(position.next()).hasSize(3));
                assertThat(list.live()).hasSize(TOKENS).noneMatch(LiveRevocation::overwritten);
            });
        }
    }
}
