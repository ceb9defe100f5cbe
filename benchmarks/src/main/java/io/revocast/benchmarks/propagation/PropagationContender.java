package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.benchmarks.harness.RevocationTopic;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One sends as the publisher does, many read; {@code readers} of the kind that {@code reader} names, {@code revocast} or
 * {@code plain}. What the JVM compiles on the way is compiled by then: a first lot of events is sent and not counted.
 */
public final class PropagationContender implements Contender {
    private static final int WARM_UP = 2_000;
    /** What a list has unless told otherwise. */
    private static final Duration MAX_STALENESS = Duration.ofSeconds(30);

    private static final int LIMIT_SECONDS = 30;

    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        int partitions = arguments.number("partitions");
        RevocationTopic topic = new RevocationTopic(arguments.text("bootstrap"), arguments.text("topic"), partitions);
        topic.create();
        int events = arguments.number("events");
        Observations observations = new Observations(events, arguments.number("readers"));
        Arrivals arrivals = Arrivals.plan(arguments);
        try (Readers readers = Readers.create(arguments, MAX_STALENESS, Map.of());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", topic.bootstrapServers(), "acks", "all", "linger.ms", 0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            readers.start(arguments, observations);
            for (int i = 0; i < WARM_UP; i++) {
                send(producer, topic, events + i).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
            arrivals.run(event -> {
                var unused = send(producer, topic, event);
                readers.sent(event);
            });
            return observations.figures(arrivals, arguments.text("histogram"));
        }
    }

    static Future<RecordMetadata> send(KafkaProducer<byte[], byte[]> producer, RevocationTopic topic, int number) {
        RevocationEvent event = RevocationTopic.event(number, Instant.now());
        return producer.send(new ProducerRecord<>(
                topic.name(),
                number % topic.partitions(),
                EventCodec.encodeKey(event.target()),
                EventCodec.encodeValue(event)));
    }
}
