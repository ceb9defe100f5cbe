package io.revocast.consumer.internal.report;

import io.revocast.consumer.Counters;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.State;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.TestTopic;
import io.revocast.embedded.CapturedLog;
import io.revocast.embedded.TestKafka;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Heartbeat;
import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.InstanceReport.Applied;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.event.internal.InstanceReport.ReaderSettings;
import io.revocast.event.internal.InstanceReport.Replay;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import static io.revocast.consumer.internal.TestTopic.isRevoked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ReporterIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestKafka kafka = TestKafka.shared();
    private final TestTopic topic = TestTopic.create(kafka, 1);

    private static Predicate<InstanceReport> next(long offset) {
        return report -> report.applied().containsKey(0) && applied(report).next() >= offset;
    }

    private static Applied applied(InstanceReport report) {
        return Objects.requireNonNull(report.applied().get(0));
    }

    private static KafkaRevocationList start(KafkaRevocationList list) throws InterruptedException {
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
        return list;
    }

    @Test
    void aListReportsThatItIsCurrentEachMoveAndThatItLeaves() throws InterruptedException {
        topic.revoke("before");
        try (StatusTopic status = StatusTopic.create(kafka)) {
            KafkaRevocationList list =
                    start(topic.list().reporting(status.reporting("a")).build());
            InstanceReport current =
                    status.await(report -> report.list().state().equals("CURRENT"));
            Instant revokedAt = Instant.now().minusMillis(1);

            topic.revoke("after");
            InstanceReport moved = status.await(next(2));
            list.close();
            InstanceReport last = status.await(InstanceReport::hasLeft);

            assertThat(current.id()).isEqualTo(new InstanceId("payments", "a"));
            assertThat(current.topicId()).isNotNull();
            assertThat(applied(current))
                    .extracting(Applied::next, Applied::last)
                    .containsExactly(1L, 0L);
            assertThat(current.replay()).isEqualTo(new Replay(1, Map.of(0, 1L)));
            assertThat(moved.replay()).as("the move was live").isEqualTo(current.replay());
            assertThat(current.reader()).isEqualTo(new ReaderSettings(topic.name(), Duration.ofMinutes(10)));
            assertThat(current.list().entries()).isEqualTo(1);
            assertThat(current.list().failurePolicy()).isEqualTo("DENY");
            assertThat(current.list().maxStaleness()).isEqualTo(Duration.ofSeconds(30));
            assertThat(applied(moved).last()).isEqualTo(1);
            assertThat(applied(moved).at()).isBetween(revokedAt, Instant.now());
            assertThat(last.applied()).isEqualTo(moved.applied());
            assertThat(status.reports()).extracting(InstanceReport::run).containsOnly(current.run());
            assertThat(status.reports())
                    .extracting(InstanceReport::number)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(list.status().counters().get(Counters.REPORTS_SENT))
                    .isEqualTo(status.reports().size());
        }
    }

    @Test
    void logThatIsReadAgainHasItsReplayInTheReports() throws InterruptedException {
        topic.revoke("before");
        try (StatusTopic status = StatusTopic.create(kafka);
                KafkaRevocationList list =
                        start(topic.list().reporting(status.reporting("a")).build())) {
            status.await(
                    report -> report.replay() != null && !report.replay().ends().isEmpty());

            kafka.deleteTopic(topic.name());
            topic.createAgain(1);

            InstanceReport again = status.await(report -> new Replay(2, Map.of(0, 0L)).equals(report.replay()));
            topic.revoke("after");
            InstanceReport moved = status.await(
                    report -> report.replay() != null && report.replay().number() == 2 && next(1).test(report));
            assertThat(list.status().entries()).isEqualTo(2);
            assertThat(moved.replay()).as("the move was live").isEqualTo(again.replay());
        }
    }

    @Test
    void movesThatFollowEachOtherAreReportedTogether() throws InterruptedException {
        try (StatusTopic status = StatusTopic.create(kafka);
                KafkaRevocationList list = start(topic.list()
                        .reporting(status.reporting("a").withMaxPerSecond(1))
                        .build())) {
            for (int i = 0; i < 20; i++) {
                topic.revoke("token-" + i);
            }

            status.await(next(20));

            assertThat(list.state()).isEqualTo(State.CURRENT);
            assertThat(status.reports()).hasSizeLessThan(15);
        }
    }

    @Test
    void heartbeatsOfPublishersAreReportedOnlyWithTheNextReport() throws InterruptedException {
        topic.revoke("before");
        try (StatusTopic status = StatusTopic.create(kafka);
                KafkaRevocationList list = start(topic.list()
                        .reporting(status.reporting("a").withPeriod(Duration.ofSeconds(2)))
                        .build())) {
            status.await(report -> report.list().state().equals("CURRENT"));
            int before = status.reports().size();
            Heartbeat heartbeat = new Heartbeat(0, Instant.now(), "publisher");
            topic.append(EventCodec.encodeKey(heartbeat), EventCodec.encodeValue(heartbeat));

            InstanceReport later = status.await(next(2));

            assertThat(applied(later).last()).isZero();
            // Any earlier report was due to the period too.
            assertThat(Duration.between(
                            status.reports().get(before - 1).at(),
                            status.reports().get(before).at()))
                    .isGreaterThan(Duration.ofMillis(1_500));
            assertThat(list.status().counters().get(Counters.REPORTS_FAILED)).isZero();
        }
    }

    @Test
    void theBrokersStampTellsHowFarItsClockIs() throws InterruptedException {
        try (StatusTopic status = StatusTopic.create(kafka);
                KafkaRevocationList list =
                        start(topic.list().reporting(status.reporting("a")).build())) {
            topic.revoke("1");

            InstanceReport.ClockOffset offset = Objects.requireNonNull(
                    status.await(report -> report.clockOffset() != null).clockOffset());

            // One machine, one clock.
            assertThat(list.state()).isEqualTo(State.CURRENT);
            assertThat(offset.toBroker().abs()).isLessThanOrEqualTo(offset.uncertainty());
        }
    }

    @Test
    void aTopicThatKeepsTheTimesOfProducersTellsNothingOfTheBrokersClock() throws InterruptedException {
        try (StatusTopic status = StatusTopic.missing(kafka)) {
            status.create(Map.of("cleanup.policy", "compact"));
            try (KafkaRevocationList list =
                    start(topic.list().reporting(status.reporting("a")).build())) {
                topic.revoke("1");
                status.await(next(1));
                topic.revoke("2");

                assertThat(status.await(next(2)).clockOffset()).isNull();
                assertThat(list.state()).isEqualTo(State.CURRENT);
            }
        }
    }

    @Test
    void aMissingTopicIsNamedAndReportsArriveOnceItExists() throws InterruptedException {
        try (CapturedLog log = new CapturedLog();
                StatusTopic status = StatusTopic.missing(kafka);
                KafkaRevocationList list = start(topic.list()
                        .reporting(status.reporting("a").withPeriod(Duration.ofSeconds(1)))
                        .build())) {
            await().atMost(LIMIT).until(() -> list.status().counters().get(Counters.REPORTS_FAILED) > 2);

            assertThat(list.state()).isEqualTo(State.CURRENT);
            assertThat(list.status().cause()).isNull();
            topic.revoke("1");
            await().atMost(LIMIT).until(() -> isRevoked(list, "1"));
            assertThat(log.text().lines().filter(line -> line.startsWith("WARN") && line.contains(status.name())))
                    .hasSize(1)
                    .allMatch(line ->
                            line.contains("topic " + status.name() + " does not exist; the publisher creates it"));

            status.create();

            status.await(next(1));
        }
    }

    @Test
    void aListThatDoesNotReportHasNoThreadForIt() throws InterruptedException {
        try (KafkaRevocationList list = start(topic.list().build())) {
            assertThat(list.state()).isEqualTo(State.CURRENT);
            assertThat(threads()).noneMatch(name -> name.endsWith(topic.name()) && name.contains("report"));
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    @Test
    void closingEndsTheThreadsOfReporting() throws InterruptedException {
        Reporting reporting;
        try (StatusTopic status = StatusTopic.create(kafka)) {
            reporting = status.reporting("a");
            try (KafkaRevocationList list = start(topic.list()
                    .kafkaProperties(Map.of("client.id", topic.name()))
                    .reporting(reporting)
                    .build())) {
                status.await(report -> report.list().state().equals("CURRENT"));
                assertThat(list.state()).isEqualTo(State.CURRENT);
                assertThat(threads())
                        .contains("revocast-report-" + topic.name())
                        .contains("kafka-producer-network-thread | " + topic.name() + "-reporter");
            }
        }

        await().atMost(LIMIT).untilAsserted(() -> assertThat(threads()).noneMatch(name -> name.contains(topic.name())));
    }
}
