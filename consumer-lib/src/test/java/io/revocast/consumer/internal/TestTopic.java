package io.revocast.consumer.internal;

import io.revocast.consumer.Verdict;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.event.internal.TopicSettings;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** A revocation topic of a test's own, with a small publisher. */
public record TestTopic(TestKafka kafka, String name) {

    public static TestTopic create(TestKafka kafka, int partitions) {
        TestTopic topic = new TestTopic(kafka, TestKafka.uniqueTopicName("revocations"));
        topic.createAgain(partitions);
        return topic;
    }

    public void createAgain(int partitions) {
        kafka.createTopic(name, partitions, settings().configs());
    }

    public TopicSettings settings() {
        return new TopicSettings(name, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME);
    }

    public ListOptions list() {
        return new ListOptions().bootstrapServers(kafka.bootstrapServers()).topic(name);
    }

    public void revoke(String jti) {
        Target target = new Target.Token(TestToken.ISSUER, jti);
        append(EventCodec.encodeKey(target), EventCodec.encodeValue(revoked(target)));
    }

    public static RevocationEvent revoked(Target target) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new RevocationEvent.Revoked(
                new Revocation(target, now.plusSeconds(600), null),
                new Origin(UUID.randomUUID(), now, null, null, null));
    }

    public void append(byte @Nullable [] key, byte @Nullable [] value) {
        kafka.append(name, key, value);
    }

    public static boolean isRevoked(KafkaRevocationList list, String jti) {
        return list.check(TestToken.withJti(jti)) instanceof Verdict.Revoked;
    }
}
