package io.revocast.benchmarks.publish;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.benchmarks.harness.RevocationTopic;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** The yardstick of a long list: a producer at its best, with batches as large as the topic takes. */
public final class StreamSendContender implements Contender {
    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        int entries = arguments.number("entries");
        int warmUp = entries / 10;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        arguments.text("bootstrap"),
                        "acks",
                        "all",
                        "linger.ms",
                        5,
                        "batch.size",
                        64 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            send(producer, arguments, arguments.number("first"), warmUp);
            long began = System.nanoTime();
            send(producer, arguments, arguments.number("first") + warmUp, entries);
            Map<String, Double> figures = new TreeMap<>();
            figures.put("each second", entries / ((System.nanoTime() - began) / 1e9));
            return figures;
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, Arguments arguments, int first, int entries) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        for (int number = first; number < first + entries; number++) {
            RevocationEvent event = RevocationTopic.event(number, Instant.now());
            var unused = producer.send(
                    new ProducerRecord<>(
                            arguments.text("topic"),
                            number % arguments.number("partitions"),
                            EventCodec.encodeKey(event.target()),
                            EventCodec.encodeValue(event)),
                    (metadata, e) -> {
                        if (e != null) {
                            failure.set(e);
                        }
                    });
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("not everything was taken", failure.get());
        }
    }
}
