package io.revocast.consumer.internal;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.embedded.EmbeddedKafka;
import io.revocast.embedded.FaultProxy;
import io.revocast.embedded.TestKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

import static io.revocast.consumer.internal.TestTopic.isRevoked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a network does to a reader: silence must make it stale, and the end of silence current, by itself. */
class NetworkFaultIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration MAX_STALENESS = Duration.ofSeconds(3);

    private FaultProxy proxy;
    private EmbeddedKafka kafka;
    private TestTopic topic;
    private KafkaRevocationList list;

    @BeforeEach
    void startBehindTheProxy() {
        proxy = new FaultProxy();
        int port = TestKafka.freePort();
        proxy.forwardTo(port);
        kafka = EmbeddedKafka.builder()
                .port(port)
                .property("advertised.listeners", "PLAINTEXT://127.0.0.1:" + proxy.port())
                .start();
        topic = TestTopic.create(TestKafka.at("127.0.0.1:" + proxy.port()), 1);
        topic.revoke("before");
        list = topic.list().maxStaleness(MAX_STALENESS).build();
    }

    @AfterEach
    void stop() {
        list.close();
        proxy.close();
        kafka.close();
    }

    private void startAndAwaitCurrent() throws InterruptedException {
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
        assertThat(isRevoked(list, "before")).isTrue();
    }

    private void becomesCurrentAgain() {
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> topic.revoke("after"));
        await().atMost(LIMIT).until(() -> list.state() == State.CURRENT && isRevoked(list, "after"));
        assertThat(isRevoked(list, "before")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"BLACK_HOLE", "ANSWERS_LOST"})
    void aSilentNetworkMakesItStaleAndItsReturnMakesItCurrent(FaultProxy.Fault fault) throws InterruptedException {
        startAndAwaitCurrent();

        proxy.fault(fault);
        await().atMost(MAX_STALENESS.plusSeconds(5)).until(() -> list.state() == State.STALE);
        assertThat(list.check(TestToken.withJti("other")))
                .isEqualTo(new Verdict.Unknown(Verdict.Reason.STALE, FailurePolicy.DENY));
        assertThat(isRevoked(list, "before")).isTrue();

        proxy.fault(FaultProxy.Fault.NONE);
        proxy.reset();
        becomesCurrentAgain();
    }

    @Test
    void resetConnectionsAreOpenedAgain() throws InterruptedException {
        startAndAwaitCurrent();

        for (int i = 0; i < 10; i++) {
            proxy.reset();
            int number = i;
            await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> topic.revoke("token " + number));
            await().atMost(LIMIT).until(() -> isRevoked(list, "token " + number));
        }

        becomesCurrentAgain();
    }

    @Test
    void aSlowNetworkDelaysTheReplayAndDoesNotBreakIt() throws InterruptedException {
        proxy.latency(Duration.ofMillis(300));

        startAndAwaitCurrent();

        becomesCurrentAgain();
    }
}
