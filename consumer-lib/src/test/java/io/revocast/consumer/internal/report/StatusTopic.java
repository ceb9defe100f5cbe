package io.revocast.consumer.internal.report;

import io.revocast.consumer.Reporting;
import io.revocast.embedded.TestKafka;
import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.MalformedEventException;
import io.revocast.event.internal.ReportCodec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A topic of reports, as the publisher creates and reads it. */
public final class StatusTopic implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Map<String, String> CONFIGS =
            Map.of("cleanup.policy", "compact,delete", "message.timestamp.type", "LogAppendTime");

    private final TestKafka kafka;
    private final String name;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<InstanceReport> reports = new ArrayList<>();

    private StatusTopic(TestKafka kafka, String name) {
        this.kafka = kafka;
        this.name = name;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(new TopicPartition(name, 0)));
    }

    /** A topic that does not exist yet. */
    public static StatusTopic missing(TestKafka kafka) {
        return new StatusTopic(kafka, TestKafka.uniqueTopicName("status"));
    }

    public static StatusTopic create(TestKafka kafka) {
        StatusTopic topic = missing(kafka);
        topic.create();
        return topic;
    }

    public void create() {
        create(CONFIGS);
    }

    public void create(Map<String, String> configs) {
        kafka.createTopic(name, 1, configs);
    }

    public String name() {
        return name;
    }

    /** Reporting to this topic with a period that a test outlasts. */
    public Reporting reporting(String instance) {
        return Reporting.as("payments").withInstance(instance).withTopic(name).withPeriod(Duration.ofMinutes(10));
    }

    /** Returns every report so far. */
    public List<InstanceReport> reports() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
            try {
                reports.add(ReportCodec.decodeValue(ReportCodec.decodeKey(record.key()), record.value()));
            } catch (MalformedEventException e) {
                throw new IllegalStateException("a list wrote a report that is none", e);
            }
        }
        return reports;
    }

    /** Waits for a report; returns the first that fits. */
    public InstanceReport await(Predicate<InstanceReport> wanted) {
        Awaitility.await().atMost(LIMIT).until(() -> reports().stream().anyMatch(wanted));
        return reports.stream().filter(wanted).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
