package io.revocast.publisher.check;

import io.revocast.consumer.Verdict;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.ListOptions;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RandomEvents;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.event.internal.TopicSettings;
import io.revocast.publisher.PublisherRevocations;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.topic.LogBeginnings;
import io.revocast.publisher.token.TokenParts;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

import static org.assertj.core.api.Assertions.assertThat;

/** The explanation against the verdict of a real list, for random tokens and revocations of few values. */
class ExplainerIT {
    private static final int REVOCATIONS = 60;
    private static final int TOKENS = 3000;
    private static final Object[] VALUES = {"a", "b", "7", 7, 7.0, 2.5, true, "true", List.of("a", 7, false), List.of()
    };

    private final RandomEvents events = RandomEvents.seeded();
    private final RandomGenerator random = events.random();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final TestKafka kafka = TestKafka.shared();
    private final String topic = TestKafka.uniqueTopicName("explained");

    private String issuer() {
        return random.nextBoolean() ? "https://a" : "https://b";
    }

    private String text() {
        return List.of("a", "b", "7", "2.5", "true", "false", "c").get(random.nextInt(7));
    }

    private Target target() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Target.Token(issuer(), text());
            case 2, 3, 4, 5 -> new Target.Claim(issuer(), random.nextBoolean() ? "sub" : "groups", text());
            case 6 -> new Target.Key(issuer(), text());
            default -> new Target.Issuer(issuer());
        };
    }

    private void revoke(Target target) {
        // Cut-offs are early, so that not everything is revoked by the broad targets.
        Instant cutOff = target instanceof Target.Token ? null : now.minusSeconds(random.nextInt(1, 60));
        RevocationEvent event = new RevocationEvent.Revoked(
                new Revocation(target, now.plusSeconds(3600), cutOff),
                new Origin(new UUID(0, 1), now, null, null, null));
        kafka.append(topic, EventCodec.encodeKey(target), EventCodec.encodeValue(event));
    }

    private TokenParts token() {
        Map<String, Object> claims = new HashMap<>();
        claims.put("sub", VALUES[random.nextInt(VALUES.length)]);
        claims.put("groups", VALUES[random.nextInt(VALUES.length)]);
        claims.put("exp", now.plusSeconds(3600).getEpochSecond());
        long issuedAt = random.nextInt(4) == 0 ? TokenParts.NO_ISSUED_AT : now.getEpochSecond() - random.nextInt(60);
        return new TokenParts(
                issuer(),
                random.nextBoolean() ? text() : null,
                null,
                random.nextBoolean() ? text() : null,
                issuedAt,
                claims);
    }

    @Test
    void explanationAndVerdictAgree() throws Exception {
        kafka.createTopic(
                topic, 1, new TopicSettings(topic, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME).configs());
        for (int i = 0; i < REVOCATIONS; i++) {
            revoke(target());
        }
        try (KafkaRevocationList list = new ListOptions()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic(topic)
                        .keepOrigins(true)
                        .build();
                LogBeginnings beginnings =
                        new LogBeginnings(new ClientProperties(kafka.bootstrapServers(), Map.of()), topic)) {
            list.start();
            assertThat(list.awaitCurrent(Duration.ofSeconds(30))).isTrue();
            Explainer explainer = new Explainer(
                    new PublisherRevocations(list, () -> true, position -> true, beginnings), list, Clock.systemUTC());
            List<TokenExplanation.State> seen = new ArrayList<>();

            for (int i = 0; i < TOKENS; i++) {
                TokenParts token = token();
                TokenExplanation explanation = explainer.explain(token);
                boolean revoked = list.check(token) instanceof Verdict.Revoked;

                assertThat(explanation.state() == TokenExplanation.State.REVOKED)
                        .as(events + ": " + token)
                        .isEqualTo(revoked);
                assertThat(explanation.revocations().isEmpty())
                        .as(events + ": " + token)
                        .isNotEqualTo(revoked);
                seen.add(explanation.state());
            }
            assertThat(seen).contains(TokenExplanation.State.REVOKED, TokenExplanation.State.NOT_REVOKED);
        }
    }
}
