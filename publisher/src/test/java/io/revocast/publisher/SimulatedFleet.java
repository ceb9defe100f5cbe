package io.revocast.publisher;

import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.ReportCodec;
import io.revocast.publisher.fleet.SimulatedInstance;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Instances that read partition 0 of a topic with one consumer and report as lists do. One that is frozen applies and
 * reports nothing until it thaws. Its thread does everything; the other methods may be called by any thread.
 */
final class SimulatedFleet implements AutoCloseable {
    private final String topic;
    private final String statusTopic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, SimulatedInstance> instances = new ConcurrentHashMap<>();
    private final Set<String> frozen = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "simulated-fleet");
    private volatile boolean stopped;

    SimulatedFleet(String bootstrapServers, String topic, String statusTopic) {
        this.topic = topic;
        this.statusTopic = statusTopic;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "5"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    SimulatedFleet with(SimulatedInstance instance) {
        instances.put(instance.id().instance(), instance);
        return this;
    }

    SimulatedFleet start() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    void freeze(String instance) {
        frozen.add(instance);
    }

    void thaw(String instance) {
        frozen.remove(instance);
    }

    private void run() {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long last = -1;
        Map<String, Long> applied = new HashMap<>();
        long reported = 0;
        while (!stopped) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                if (!new String(record.key(), StandardCharsets.UTF_8).startsWith("[\"heartbeat\"")) {
                    last = record.offset();
                }
            }
            // The position goes back when the topic is re-created; these instances do not notice.
            long next = Math.max(consumer.position(partition), last + 1);
            boolean beat = System.nanoTime() - reported > TimeUnit.SECONDS.toNanos(2);
            reported = beat ? System.nanoTime() : reported;
            for (Map.Entry<String, SimulatedInstance> each : instances.entrySet()) {
                boolean moved = applied.getOrDefault(each.getKey(), -2L) != last;
                if (!frozen.contains(each.getKey()) && (moved || beat)) {
                    Instant now = Instant.now();
                    if (moved && last >= 0) {
                        each.getValue().apply(0, last, now);
                    }
                    applied.put(each.getKey(), last);
                    send(each.getValue().pass(0, next).report(now));
                }
            }
        }
    }

    /** Appends a report to the status topic. */
    void send(InstanceReport report) {
        var unused = producer.send(
                new ProducerRecord<>(statusTopic, ReportCodec.encodeKey(report.id()), ReportCodec.encodeValue(report)));
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
        producer.close();
    }
}
