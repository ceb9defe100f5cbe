package io.revocast.publisher.kafka;

import io.revocast.embedded.TestKafka;
import io.revocast.publisher.audit.AuditCodec;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditFilter;
import io.revocast.publisher.audit.AuditReader;
import io.revocast.publisher.audit.AuditReader.Placed;
import io.revocast.publisher.audit.AuditReader.Verification;
import io.revocast.publisher.audit.AuditRecord;
import io.revocast.publisher.audit.ChainReport;
import io.revocast.publisher.audit.ChainVerifier;
import io.revocast.publisher.audit.Decisions;
import io.revocast.publisher.kafka.client.AuditConsumer;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.topic.AuditTopicPlan;
import io.revocast.publisher.kafka.topic.TopicWatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class KafkaAuditLogIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String topic = TestKafka.uniqueTopicName("audit");
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
            each.close();
        }
    }

    private ClientProperties properties(TestKafka kafka) {
        return new ClientProperties(
                kafka.bootstrapServers(),
                Map.of("max.block.ms", "2000", "request.timeout.ms", "1500", "delivery.timeout.ms", "3000"));
    }

    private KafkaAuditLog start(TestKafka kafka) {
        ClientProperties properties = properties(kafka);
        TopicWatch watch = new TopicWatch(properties, new AuditTopicPlan(topic, null, true, Duration.ofDays(400)));
        KafkaAuditLog log = new KafkaAuditLog(properties, reader(kafka), watch, Clock.systemUTC());
        opened.add(log);
        opened.add(watch);
        log.start();
        watch.start();
        await().atMost(LIMIT).until(log::isOpened);
        return log;
    }

    private KafkaAuditReader reader(TestKafka kafka) {
        return new KafkaAuditReader(properties(kafka), topic);
    }

    private static void append(KafkaAuditLog log, String jti) throws Exception {
        log.append(Decisions.granted("portal", jti)).get(30, TimeUnit.SECONDS);
    }

    /** The whole topic as it stands. */
    private List<ConsumerRecord<byte[], byte[]>> records(TestKafka kafka) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (AuditConsumer consumer = new AuditConsumer(properties(kafka), topic)) {
            long end = consumer.end();
            consumer.seek(0);
            while (consumer.position() < end) {
                records.add(consumer.next(LIMIT).orElseThrow());
            }
        }
        return records;
    }

    private List<String> requests(TestKafka kafka) throws Exception {
        return reader(kafka).read(AuditReader.BEGINNING, 1000, AuditFilter.NONE).entries().stream()
                .map(placed -> placed.entry().entry().requestId())
                .toList();
    }

    private Verification verify(TestKafka kafka) throws Exception {
        return reader(kafka).verify(LIMIT);
    }

    @Test
    void logWhoseBeginningWasDeletedBeforeItsTimeIsNotIntact() throws Exception {
        TestKafka kafka = TestKafka.shared();
        KafkaAuditLog log = start(kafka);
        append(log, "t1");
        append(log, "t2");
        KafkaAuditReader keptLong =
                new KafkaAuditReader(properties(kafka), topic, Duration.ofDays(400), Clock.systemUTC());
        KafkaAuditReader keptShort = new KafkaAuditReader(
                properties(kafka), topic, Duration.ofDays(1), Clock.offset(Clock.systemUTC(), Duration.ofDays(2)));
        assertThat(keptLong.verify(LIMIT).report().intact()).isTrue();

        delete(kafka, 2);
        ChainReport.Break beginning = keptLong.verify(LIMIT).report().breaks().get(0);
        boolean intactAfterRetention = keptShort.verify(LIMIT).report().intact();
        delete(kafka, -1);
        ChainReport none = keptLong.verify(LIMIT).report();

        assertThat(beginning.kind()).isEqualTo(ChainReport.Kind.MISSING);
        assertThat(beginning.what())
                .startsWith("the records before offset 2 are missing, and retention did not remove them: "
                        + "the first that is left is of ");
        assertThat(intactAfterRetention).isTrue();
        assertThat(none.intact()).isFalse();
        assertThat(none.entries()).isZero();
        assertThat(none.breaks().get(0).what()).contains("no record is left");
    }

    private void delete(TestKafka kafka, long before) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void entryIsInTheTopicWhenItsFutureCompletesAndOrderIsThatOfTheCalls() throws Exception {
        TestKafka kafka = TestKafka.shared();
        KafkaAuditLog log = start(kafka);
        List<CompletableFuture<Void>> pending = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            pending.add(log.append(Decisions.granted("portal", "t" + i)));
            expected.add("request-t" + i);
        }

        CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new)).get(30, TimeUnit.SECONDS);

        assertThat(requests(kafka)).isEqualTo(expected);
        assertThat(verify(kafka).report().breaks()).isEmpty();
        assertThat(log.cause()).isNull();
    }

    @Test
    void twoPublishersKeepAChainEachAndARestartNamesWhatWasThere() throws Exception {
        TestKafka kafka = TestKafka.shared();
        KafkaAuditLog one = start(kafka);
        KafkaAuditLog two = start(kafka);
        for (int i = 0; i < 20; i++) {
            append(i % 3 == 0 ? one : two, "t" + i);
        }
        one.close();
        byte[] last = records(kafka).get(22).value();

        KafkaAuditLog restarted = start(kafka);
        append(restarted, "later");

        Verification verification = verify(kafka);
        assertThat(AuditCodec.read(last)).isInstanceOf(AuditRecord.Closed.class);
        assertThat(AuditCodec.read(records(kafka).get(23).value()))
                .isInstanceOfSatisfying(AuditRecord.Opened.class, opening -> {
                    AuditRecord.Seen after = Objects.requireNonNull(opening.after());
                    assertThat(after.offset()).isEqualTo(22);
                    assertThat(after.mark().hash()).isEqualTo(AuditCodec.hash(last));
                });
        assertThat(verification.complete()).isTrue();
        assertThat(verification.report().breaks()).isEmpty();
        assertThat(verification.report().chains()).isEqualTo(3);
        assertThat(verification.report().open()).isEqualTo(2);
        assertThat(verification.report().entries()).isEqualTo(21);
    }

    @Test
    void whatRetentionRemovesFromTheBeginningIsNoBreak() throws Exception {
        TestKafka kafka = TestKafka.shared();
        KafkaAuditLog log = start(kafka);
        for (int i = 0; i < 10; i++) {
            append(log, "t" + i);
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(4)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        append(log, "later");

        Verification verification = verify(kafka);

        assertThat(verification.report().breaks()).isEmpty();
        assertThat(verification.report().first()).isEqualTo(4);
        assertThat(verification.report().last()).isEqualTo(11);
        assertThat(requests(kafka)).hasSize(8).startsWith("request-t3");
    }

    @Test
    void topicThatWasWrittenAnewWithoutARecordIsABreak() throws Exception {
        TestKafka kafka = TestKafka.shared();
        KafkaAuditLog log = start(kafka);
        for (int i = 0; i < 5; i++) {
            append(log, "t" + i);
        }
        List<ConsumerRecord<byte[], byte[]>> records = records(kafka);
        String anew = kafka.createTopic(TestKafka.uniqueTopicName("audit-anew"), 1, Map.of());
        for (int i = 0; i < records.size(); i++) {
            if (i != 3) {
                kafka.append(anew, null, records.get(i).value());
            }
        }

        Verification verification = new KafkaAuditReader(properties(kafka), anew).verify(LIMIT);

        assertThat(verification.report().breaks()).hasSize(1);
        assertThat(verification.report().breaks().get(0).what())
                .isEqualTo("the records from seq 3 to 3 of its chain are missing");
    }

    @Test
    void foreignRecordIsABreakAndNoEntry() throws Exception {
        TestKafka kafka = TestKafka.shared();
        KafkaAuditLog log = start(kafka);
        append(log, "one");
        kafka.append(topic, null, "garbage".getBytes(StandardCharsets.UTF_8));
        log.close();

        append(start(kafka), "two");

        assertThat(requests(kafka)).containsExactly("request-one", "request-two");
        assertThat(verify(kafka).report().breaks()).hasSize(1);
    }

    @Test
    void pagesFollowEachOtherAndFiltersNarrowTogether() throws Exception {
        TestKafka kafka = TestKafka.shared();
        KafkaAuditLog log = start(kafka);
        for (int i = 0; i < 10; i++) {
            var unused = log.append(Decisions.granted(i % 2 == 0 ? "even" : "odd", "t" + i));
        }
        log.append(Decisions.refused()).get(30, TimeUnit.SECONDS);
        AuditFilter even = new AuditFilter("even", null, null);

        AuditReader.Page first = reader(kafka).read(AuditReader.BEGINNING, 3, even);
        AuditReader.Page second = reader(kafka).read(Objects.requireNonNull(first.last()), 3, even);

        assertThat(requestsOf(first)).containsExactly("request-t0", "request-t2", "request-t4");
        assertThat(requestsOf(second)).containsExactly("request-t6", "request-t8");
        assertThat(second.last()).isNull();
        AuditReader.Page newest = reader(kafka).readBack(null, 2, even);
        AuditReader.Page older = reader(kafka).readBack(newest.last(), 10, even);
        assertThat(requestsOf(newest)).containsExactly("request-t8", "request-t6");
        assertThat(requestsOf(older)).containsExactly("request-t4", "request-t2", "request-t0");
        assertThat(older.last()).isNull();
        AuditFilter refusals =
                new AuditFilter("unauthenticated", AuditEntry.Action.AUTHENTICATE, AuditEntry.Decision.REFUSED);
        assertThat(requestsOf(reader(kafka).read(2, 10, refusals))).containsExactly("request-1");
        assertThat(reader(kafka).read(1_000, 10, even)).isEqualTo(new AuditReader.Page(List.of(), null));
    }

    private static List<String> requestsOf(AuditReader.Page page) {
        return page.entries().stream()
                .map(placed -> placed.entry().entry().requestId())
                .toList();
    }

    @Test
    void followerIsToldWhatComesAndWaitsNoLongerThanItMay() throws Exception {
        TestKafka kafka = TestKafka.shared();
        KafkaAuditLog log = start(kafka);
        append(log, "before");
        try (AuditReader.Following following = reader(kafka).follow(null, AuditFilter.NONE);
                AuditReader.Following fromBeginning = reader(kafka).follow(AuditReader.BEGINNING, AuditFilter.NONE)) {
            assertThat(following.next(Duration.ofMillis(50))).isEmpty();

            append(log, "after");

            assertThat(following.next(LIMIT).map(Placed::offset)).hasValue(2L);
            assertThat(fromBeginning.next(LIMIT).map(Placed::offset)).hasValue(1L);
            assertThat(fromBeginning.next(LIMIT).map(Placed::offset)).hasValue(2L);
        }
    }

    @Test
    void brokerThatIsGoneFailsEntriesInTimeAndLeavesChainsThatVerify() throws Exception {
        try (TestKafka kafka = TestKafka.start()) {
            KafkaAuditLog log = start(kafka);
            append(log, "before");
            kafka.stopBroker();

            List<CompletableFuture<Void>> lost = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                lost.add(log.append(Decisions.granted("portal", "lost" + i)));
            }
            await().atMost(LIMIT).until(() -> lost.stream().allMatch(CompletableFuture::isDone));
            String cause = log.cause();
            kafka.restartBroker();
            await().atMost(LIMIT)
                    .until(() -> log.append(Decisions.granted("portal", "after"))
                            .handle((nothing, failure) -> failure == null)
                            .get(30, TimeUnit.SECONDS));

            assertThat(lost).allMatch(CompletableFuture::isCompletedExceptionally);
            assertThat(cause).isNotNull();
            assertThat(log.cause()).isNull();
            assertThat(verify(kafka).report().breaks()).isEmpty();
            assertThat(requests(kafka)).contains("request-before", "request-after");
        }
    }

    @Test
    void brokerThatRestartsAmongEntriesLosesNoneThatItConfirmedAndChainsVerify() throws Exception {
        try (TestKafka kafka = TestKafka.start()) {
            KafkaAuditLog log = start(kafka);
            Set<String> confirmed = ConcurrentHashMap.newKeySet();
            List<CompletableFuture<Void>> pending = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                String jti = "t" + i;
                pending.add(log.append(Decisions.granted("portal", jti)).whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        confirmed.add("request-" + jti);
                    }
                }));
                if (i == 1500) {
                    kafka.stopBroker();
                }
            }
            await().atMost(LIMIT).until(() -> pending.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
            kafka.restartBroker();
            await().atMost(LIMIT).until(() -> pending.stream().allMatch(CompletableFuture::isDone));
            await().atMost(LIMIT)
                    .until(() -> log.append(Decisions.granted("portal", "after"))
                            .handle((nothing, failure) -> failure == null)
                            .get(30, TimeUnit.SECONDS));

            Set<String> written = new HashSet<>();
            for (ConsumerRecord<byte[], byte[]> each : records(kafka)) {
                if (AuditCodec.read(each.value()) instanceof AuditRecord.Entry entry) {
                    written.add(entry.entry().requestId());
                }
            }
            assertThat(written).containsAll(confirmed);
            assertThat(verify(kafka).report().breaks()).isEmpty();
        }
    }

    @Test
    void neverStartedAndClosedLogsTakeNothing() {
        ClientProperties properties = properties(TestKafka.shared());
        TopicWatch watch = new TopicWatch(properties, new AuditTopicPlan(topic, null, true, Duration.ofDays(400)));
        KafkaAuditLog never = new KafkaAuditLog(properties, reader(TestKafka.shared()), watch, Clock.systemUTC());
        KafkaAuditLog closed = start(TestKafka.shared());
        closed.close();

        assertThat(never.append(Decisions.refused())).isCompletedExceptionally();
        assertThat(closed.append(Decisions.refused())).isCompletedExceptionally();
    }

    @Test
    void batchInSeveralRecordsIsDoneWhenAllOfThemAreAndOneThatFitsNowhereFailsAlone() throws Exception {
        TestKafka kafka = TestKafka.shared();
        KafkaAuditLog log = start(kafka);

        CompletableFuture<Void> nowhere = log.append(Decisions.batch(1, 200_000));
        log.append(Decisions.batch(1000, 500)).get(30, TimeUnit.SECONDS);

        assertThat(nowhere).isCompletedExceptionally();
        assertThat(requests(kafka)).hasSize(5).containsOnly("request-2");
        assertThat(verify(kafka).report().chains()).isEqualTo(1);
    }

    @Test
    void unfitTopicIsRefusedWithTheCommandThatMendsIt() {
        TestKafka kafka = TestKafka.shared();
        kafka.createTopic(topic, 2, Map.of("cleanup.policy", "compact", "retention.bytes", "1000"));
        try (TopicWatch watch =
                new TopicWatch(properties(kafka), new AuditTopicPlan(topic, null, true, Duration.ofDays(400)))) {
            watch.start();

            assertThat(watch.unfit().orTimeout(30, TimeUnit.SECONDS).join().lines())
                    .contains(
                            "topic " + topic + " is not fit to hold the audit:",
                            "  cleanup.policy is compact; want delete: compaction would remove entries",
                            "  partitions are 2; want 1: entries have one order only within one partition",
                            "fix: name another topic with audit.topic, or set it to none")
                    .anyMatch(line -> line.startsWith("fix: kafka-configs.sh ")
                            && line.contains("cleanup.policy=delete,retention.ms=34560000000,retention.bytes=-1"));
        }
    }

    @Test
    void verifierOfTheDomainAgreesWithTheTrail() throws Exception {
        TestKafka kafka = TestKafka.shared();
        append(start(kafka), "one");
        ChainVerifier verifier = new ChainVerifier();
        records(kafka).forEach(each -> verifier.next(each.offset(), each.value()));

        assertThat(verify(kafka).report()).isEqualTo(verifier.report());
        assertThat(reader(kafka).verify(Duration.ZERO).complete()).isFalse();
    }
}
