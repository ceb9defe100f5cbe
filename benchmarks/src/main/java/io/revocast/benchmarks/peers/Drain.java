package io.revocast.benchmarks.peers;

import io.revocast.benchmarks.harness.Arguments;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads a topic from beginning to end with a plain consumer. */
public final class Drain {
    /** The fetch settings that ours has, too. */
    public static final Map<String, Object> TUNED = Map.of(
            "max.partition.fetch.bytes", 8_388_608,
            "fetch.max.bytes", 33_554_432,
            "max.poll.records", 5_000,
            "receive.buffer.bytes", -1);

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Drain() {}

    /** Hands over each record, until the end offset that the broker named at first. Returns how many they were. */
    public static long read(
            Arguments arguments, Map<String, Object> fetch, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<String, Object> client = new HashMap<>(fetch);
        client.put("bootstrap.servers", arguments.text("bootstrap"));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(arguments.text("topic")).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            long count = 0;
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the end was not reached within " + LIMIT);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    each.accept(record);
                    count++;
                }
            }
            return count;
        }
    }
}
