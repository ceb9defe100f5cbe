package io.revocast.publisher.kafka;

import io.revocast.embedded.TestKafka;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.ChainEncoder;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.service.InMemoryLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class KafkaRequestHistoryIT {
    private static final String ACTOR = "portal";
    private static final AuditEntry.Subject SUBJECT = new AuditEntry.Subject(
            new Target.Token("https://issuer", "5f0c").key(), UUID.randomUUID().toString(), "created", null);

    private final String topic = TestKafka.uniqueTopicName("audit");
    private final String revocations = TestKafka.uniqueTopicName("revocations");
    private final ClientProperties properties =
            new ClientProperties(TestKafka.shared().bootstrapServers(), Map.of());
    private final UUID key = UUID.randomUUID();
    private final ChainEncoder chain = new ChainEncoder(UUID.randomUUID());
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private AuditEntry entry(Decision decision, Instant at) {
        return new AuditEntry(
                at,
                "r",
                ACTOR,
                Action.REVOKE,
                decision,
                List.of(SUBJECT),
                null,
                null,
                new AuditEntry.Context(key, "body", "topic"));
    }

    @BeforeEach
    void openChain() {
        TestKafka.shared().createTopic(topic, 1, Map.of());
        TestKafka.shared().createTopic(revocations, 1, Map.of());
        TestKafka.shared().append(topic, null, chain.open(now, "test", null));
    }

    private void append(AuditEntry entry, int part, int parts) {
        TestKafka.shared().append(topic, null, chain.append(entry, part, parts));
    }

    private KafkaRequestHistory history() {
        KafkaRequestHistory history = new KafkaRequestHistory(
                properties, new KafkaAuditReader(properties, topic), new InMemoryLog(), revocations, Clock.systemUTC());
        history.start();
        return history;
    }

    @Test
    void requestWhosePublisherEndedBetweenThePartsOfItsGrantedEntryWasNeverAnswered() throws Exception {
        append(entry(Decision.GRANTED, now.minus(Duration.ofMinutes(2))), 1, 2);

        try (KafkaRequestHistory history = history()) {
            history.catchUp();

            assertThat(history.find(ACTOR, key)).isEmpty();
        }
    }

    @Test
    void partOfAGrantedEntryThatMayBecomeWholeIsNoAnswer() throws Exception {
        append(entry(Decision.GRANTED, now), 1, 2);

        try (KafkaRequestHistory history = history()) {
            history.catchUp();

            UnavailableException tooEarly =
                    catchThrowableOfType(UnavailableException.class, () -> history.find(ACTOR, key));

            assertThat(tooEarly.certainty()).isEqualTo(UnavailableException.Certainty.IN_PROGRESS);
            assertThat(tooEarly).hasMessageContaining("all parts of the entry at offset 1");
        }
    }

    /** Seen: for 24 hours, every publisher answered a repeated list that nothing was written. */
    @Test
    void confirmedEntryWhosePublisherEndedBetweenItsPartsLeavesTheGrantedOne() throws Exception {
        AuditEntry granted = entry(Decision.GRANTED, now);
        AuditEntry confirmed = entry(Decision.CONFIRMED, now);
        append(granted, 1, 1);
        append(confirmed, 1, 2);

        try (KafkaRequestHistory history = history()) {
            history.catchUp();
            assertThat(history.find(ACTOR, key)).contains(granted);

            append(confirmed, 2, 2);
            history.catchUp();
            assertThat(history.find(ACTOR, key)).map(AuditEntry::decision).contains(Decision.CONFIRMED);
        }
    }

    @Test
    void lastAttemptIsOneThatBeganAfterTheFirst() throws Exception {
        AuditEntry first = entry(Decision.GRANTED, now.minusSeconds(110));
        append(first, 1, 1);

        try (KafkaRequestHistory history = history()) {
            history.catchUp();
            assertThat(history.lastAttempt(first, SUBJECT)).isEmpty();

            append(entry(Decision.GRANTED, now), 1, 1);
            history.catchUp();

            assertThat(history.find(ACTOR, key)).contains(first);
            assertThat(history.lastAttempt(first, SUBJECT)).contains(now);
        }
    }
}
