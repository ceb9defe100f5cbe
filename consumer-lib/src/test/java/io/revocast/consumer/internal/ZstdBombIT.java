package io.revocast.consumer.internal;

import io.revocast.embedded.EmbeddedKafka;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** R9: a record that is small in the log and larger than the reader's heap allows. */
class ZstdBombIT {
    @Test
    void aRecordThatUnpacksBeyondTheHeapIsNamedAndCanBeLeftOutWithoutARestart() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start()) {
            TestTopic topic = TestTopic.create(TestKafka.at(kafka.bootstrapServers()), 1);
            topic.revoke("before");
            long bomb = appendBomb(kafka.bootstrapServers(), topic.name());
            topic.revoke("after");

            String output = readWithSmallHeap(kafka.bootstrapServers(), topic.name(), bomb + 1);

            // The client unpacks what one poll returns together, so that reading may stand at a record before it.
            assertThat(output)
                    .containsPattern("cause: topic " + topic.name() + " cannot be read on from partition 0 offset [0-"
                            + bomb + "], because a record there or soon after needs more memory than this process has")
                    .contains("current: true")
                    .contains("after: true");
        }
    }

    private static long appendBomb(String servers, String topic) throws Exception {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", servers,
                "compression.type", "zstd",
                "max.request.size", "210000000",
                "buffer.memory", "420000000");
        byte[] key = EventCodec.encodeKey(new Target.Token(TestToken.ISSUER, "bomb"));
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(topic, 0, key, new byte[100 * 1024 * 1024]))
                    .get(60, TimeUnit.SECONDS)
                    .offset();
        }
    }

    private static String readWithSmallHeap(String servers, String topic, long after)
            throws IOException, InterruptedException {
        Process reader = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx150m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeapReader.class.getName(),
                        servers,
                        topic,
                        Long.toString(after))
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(reader.waitFor(150, TimeUnit.SECONDS)).as(output).isTrue();
            return output;
        } finally {
            reader.destroyForcibly();
        }
    }
}
