package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.peers.Drain;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The yardstick: consumers with the same fetch settings that look at each record's key, and that is all. */
final class PlainReaders implements Readers {
    private static final int UUID_LENGTH = 36;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Map<String, String> settings;
    private final List<KafkaConsumer<byte[], byte[]>> consumers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    PlainReaders(Map<String, String> settings) {
        this.settings = settings;
    }

    @Override
    public void start(Arguments arguments, Observations observations) throws InterruptedException {
        Map<String, Integer> events = new HashMap<>();
        for (int event = 0; event < arguments.number("events"); event++) {
            events.put(BenchToken.jti(event), event);
        }
        int readers = arguments.number("readers");
        CountDownLatch ready = new CountDownLatch(readers);
        for (int i = 0; i < readers; i++) {
            int reader = i;
            Map<String, Object> client = new HashMap<>(Drain.TUNED);
            client.putAll(settings);
            client.put("bootstrap.servers", arguments.text("bootstrap"));
            KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumers.add(consumer);
            Thread thread = new Thread(
                    () -> read(consumer, arguments.text("topic"), ready, jti -> {
                        Integer event = events.get(jti);
                        if (event != null) {
                            observations.saw(reader, event);
                        }
                    }),
                    "reader-" + i);
            threads.add(thread);
            thread.start();
        }
        if (!ready.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(ready.getCount() + " consumers are not ready");
        }
    }

    private static void read(
            KafkaConsumer<byte[], byte[]> consumer, String topic, CountDownLatch ready, Consumer<String> each) {
        try (consumer) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            boolean behind = true;
            while (true) {
                if (behind
                        && ends.entrySet().stream()
                                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                    behind = false;
                    ready.countDown();
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    byte[] key = record.key();
                    each.accept(
                            new String(key, key.length - UUID_LENGTH - 2, UUID_LENGTH, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (WakeupException e) {
            // Told to end.
        }
    }

    @Override
    public void sent(int event) {
        // They see it when it comes.
    }

    @Override
    public void close() {
        consumers.forEach(KafkaConsumer::wakeup);
        for (Thread thread : threads) {
            try {
                thread.join(LIMIT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
