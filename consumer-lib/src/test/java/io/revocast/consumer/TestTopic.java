package io.revocast.consumer;

import io.revocast.embedded.TestKafka;
import io.revocast.event.EventCodec;
import io.revocast.event.Origin;
import io.revocast.event.Revocation;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.event.TopicSettings;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** A revocation topic of a test's own, with a small publisher. */
record TestTopic(TestKafka kafka, String name) {

    static TestTopic create(TestKafka kafka, int partitions) {
        TestTopic topic = new TestTopic(kafka, TestKafka.uniqueTopicName("revocations"));
        topic.createAgain(partitions);
        return topic;
    }

    void createAgain(int partitions) {
        kafka.createTopic(name, partitions, settings().configs());
    }

    TopicSettings settings() {
        return new TopicSettings(name, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME);
    }

    RevocationList.Builder list() {
        return RevocationList.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(name);
    }

    void revoke(String jti) {
        Target target = new Target.Token(TestToken.ISSUER, jti);
        append(EventCodec.encodeKey(target), EventCodec.encodeValue(revoked(target)));
    }

    static RevocationEvent revoked(Target target) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new RevocationEvent.Revoked(
                new Revocation(target, now.plusSeconds(600), null),
                new Origin(UUID.randomUUID(), now, null, null, null));
    }

    void append(byte @Nullable [] key, byte @Nullable [] value) {
        kafka.append(name, key, value);
    }

    static boolean isRevoked(RevocationList list, String jti) {
        return list.check(TestToken.withJti(jti)) instanceof Verdict.Revoked;
    }
}
