package io.revocast.publisher.kafka;

import io.revocast.embedded.TestKafka;
import io.revocast.publisher.revoke.RevocationLog;
import io.revocast.publisher.revoke.RevocationLogContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class KafkaRevocationLogIT extends RevocationLogContract {
    private final String topic = TestKafka.uniqueTopicName("log");
    private final ClientProperties properties =
            new ClientProperties(TestKafka.shared().bootstrapServers(), Map.of());
    private final TopicWatch watch =
            new TopicWatch(properties, new TopicPlan(topic, 3, null, true, Duration.ofHours(1)));
    private final KafkaRevocationLog log = new KafkaRevocationLog(properties, topic, watch);

    @AfterEach
    void close() {
        log.close();
        log.close();
        watch.close();
        watch.close();
    }

    @Override
    protected RevocationLog log() {
        watch.start();
        await().atMost(30, TimeUnit.SECONDS).until(watch::isVerified);
        return log;
    }

    @Test
    void closedLogTakesNothing() {
        RevocationLog opened = log();
        log.close();

        assertThat(opened).isSameAs(log);
        assertThat(log.append(TestEvents.revoked("t1"))).isCompletedExceptionally();
    }

    @Test
    void logWithoutVerifiedTopicTakesNothing() {
        assertThat(log.append(TestEvents.revoked("t1"))).isCompletedExceptionally();
    }
}
