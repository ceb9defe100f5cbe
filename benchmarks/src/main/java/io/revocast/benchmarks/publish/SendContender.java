package io.revocast.benchmarks.publish;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.benchmarks.harness.RevocationTopic;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The yardstick: the same events by a producer with the publisher's settings, each lot waited for. */
public final class SendContender implements Contender {
    private static final int LIMIT_SECONDS = 30;

    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        String topic = arguments.text("topic");
        int partitions = arguments.number("partitions");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", arguments.text("bootstrap"), "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            return Publishing.measure(arguments, (from, lot) -> {
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (int number = from; number < from + lot; number++) {
                    RevocationEvent event = RevocationTopic.event(number, Instant.now());
                    sent.add(producer.send(new ProducerRecord<>(
                            topic,
                            number % partitions,
                            EventCodec.encodeKey(event.target()),
                            EventCodec.encodeValue(event))));
                }
                for (Future<RecordMetadata> each : sent) {
                    var unused = each.get(LIMIT_SECONDS, TimeUnit.SECONDS);
                }
            });
        }
    }
}
