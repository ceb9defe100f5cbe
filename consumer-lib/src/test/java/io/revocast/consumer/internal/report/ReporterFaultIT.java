package io.revocast.consumer.internal.report;

import io.revocast.consumer.Counters;
import io.revocast.consumer.State;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.TestTopic;
import io.revocast.embedded.CapturedLog;
import io.revocast.embedded.SecureKafka;
import io.revocast.embedded.TestKafka;
import io.revocast.event.internal.InstanceReport;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import static io.revocast.consumer.internal.TestTopic.isRevoked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Reporting fails, and the list works on. */
class ReporterFaultIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static long failed(KafkaRevocationList list) {
        return list.status().counters().get(Counters.REPORTS_FAILED);
    }

    private static List<String> warnings(CapturedLog log, String words) {
        return log.text()
                .lines()
                .filter(line -> line.startsWith("WARN") && line.contains(words))
                .toList();
    }

    @Test
    void reportsGoOnAfterAnOutageOfTheBroker() throws InterruptedException {
        try (TestKafka kafka = TestKafka.start();
                StatusTopic status = StatusTopic.create(kafka)) {
            TestTopic topic = TestTopic.create(kafka, 1);
            try (KafkaRevocationList list = topic.list()
                    .maxStaleness(Duration.ofSeconds(2))
                    .reporting(status.reporting("a").withPeriod(Duration.ofSeconds(1)))
                    .build()) {
                list.start();
                assertThat(list.awaitCurrent(LIMIT)).isTrue();
                status.await(report -> report.list().state().equals("CURRENT"));

                kafka.stopBroker();
                await().atMost(LIMIT).until(() -> list.state() == State.STALE && failed(list) > 1);
                kafka.restartBroker();
                topic.revoke("after");

                await().atMost(LIMIT).until(() -> isRevoked(list, "after") && list.state() == State.CURRENT);
                InstanceReport later = status.await(report ->
                        report.list().entries() == 1 && report.list().state().equals("CURRENT"));
                assertThat(later.number()).isGreaterThan(status.reports().get(0).number());
            }
            assertThat(status.await(InstanceReport::hasLeft).list().entries()).isEqualTo(1);
        }
    }

    @Test
    void closingIsBoundedWhileTheBrokerIsAway() throws InterruptedException {
        try (TestKafka kafka = TestKafka.start();
                StatusTopic status = StatusTopic.create(kafka)) {
            KafkaRevocationList list = TestTopic.create(kafka, 1)
                    .list()
                    .reporting(status.reporting("a"))
                    .build();
            list.start();
            status.await(report -> report.list().state().equals("CURRENT"));
            kafka.stopBroker();

            await().atMost(Duration.ofSeconds(6)).until(() -> {
                list.close();
                return true;
            });

            assertThat(list.state()).isEqualTo(State.CLOSED);
            kafka.restartBroker();
        }
    }

    @Test
    void withoutWriteTheListWorksAndReportsOnceItIsGranted() throws InterruptedException {
        String password = "correct-" + UUID.randomUUID();
        try (SecureKafka kafka = SecureKafka.start();
                CapturedLog log = new CapturedLog();
                StatusTopic status = StatusTopic.create(kafka.asAdministrator())) {
            kafka.setPassword("reader", password);
            TestTopic topic = TestTopic.create(kafka.asAdministrator(), 1);
            kafka.allow("User:reader", topic.name(), AclOperation.READ);
            try (KafkaRevocationList list = topic.list()
                    .kafkaProperties(kafka.withPassword("reader", password))
                    .reporting(status.reporting("a").withPeriod(Duration.ofSeconds(1)))
                    .build()) {
                list.start();
                assertThat(list.awaitCurrent(LIMIT)).isTrue();
                await().atMost(LIMIT).until(() -> failed(list) > 1);
                // The topic can be described, and not be written to: the producer is refused, not the question.
                kafka.allow("User:reader", status.name(), AclOperation.DESCRIBE);
                long before = failed(list);
                await().atMost(LIMIT).until(() -> failed(list) > before + 1);

                assertThat(list.state()).isEqualTo(State.CURRENT);
                assertThat(list.status().initialReplayComplete()).isTrue();
                topic.revoke("1");
                await().atMost(LIMIT).until(() -> isRevoked(list, "1"));
                assertThat(warnings(log, "reporting failed"))
                        .hasSize(1)
                        .allMatch(line -> line.contains("this client's principal lacks WRITE on topic " + status.name()
                                + "; grant it WRITE, or do not turn on reporting; checks are not affected"));

                kafka.allow("User:reader", status.name(), AclOperation.WRITE);

                assertThat(status.await(report -> true).list().entries()).isEqualTo(1);
            }
            assertThat(log.text()).doesNotContain(password);
        }
    }
}
