package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.benchmarks.harness.RevocationTopic;
import io.revocast.consumer.RevocationList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * What {@code readers} cost a broker, whose process id is {@code broker}: while they all start at once on a topic of so
 * many {@code records}, while nothing happens for some {@code seconds}, and while events come. What the broker uses
 * without any readers is taken off.
 */
public final class ScaleContender implements Contender {
    private static final int BATCH = 16_384;
    private static final int WARM_UP = 500;

    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        int readers = arguments.number("readers");
        int events = arguments.number("events");
        int seconds = arguments.number("seconds");
        RevocationTopic topic = new RevocationTopic(
                arguments.text("bootstrap"), arguments.text("topic"), arguments.number("partitions"));
        topic.create();
        topic.fill(events + WARM_UP, arguments.number("records"), BATCH);
        Broker broker = new Broker(arguments.number("broker"));
        UnaryOperator<RevocationList.Builder> settings =
                builder -> builder.maxStaleness(Duration.ofSeconds(arguments.number("max staleness")))
                        .kafkaProperties(fetch(arguments));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", topic.bootstrapServers(), "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < WARM_UP; i++) {
                PropagationContender.send(producer, topic, events + i).get(1, TimeUnit.MINUTES);
            }
            try (Readers first = new RevocastReaders(settings)) {
                first.start(arguments.with("readers", 1), new Observations(0, 1));
            }
            double nobody = broker.during(() -> TimeUnit.SECONDS.sleep(seconds)).perSecond();

            Observations observations = new Observations(events, readers);
            Map<String, Double> figures = new TreeMap<>();
            try (Readers all = new RevocastReaders(settings)) {
                Broker.Use start = broker.during(() -> all.start(arguments, observations));
                figures.put("start seconds", start.seconds());
                figures.put("start ms each", start.above(nobody) / readers);
                Broker.Use idle = broker.during(() -> TimeUnit.SECONDS.sleep(seconds));
                figures.put("idle ms/s", idle.perSecond() - nobody);
                Arrivals arrivals = Arrivals.plan(arguments);
                Broker.Use delivery = broker.during(() -> {
                    arrivals.run(event -> {
                        var unused = PropagationContender.send(producer, topic, event);
                        all.sent(event);
                    });
                    figures.putAll(observations.figures(arrivals, ""));
                });
                figures.put("delivery us each", 1000 * delivery.above(idle.perSecond()) / events / readers);
            }
            return figures;
        }
    }

    /** The fetch settings that are not Kafka's own. */
    private static Map<String, String> fetch(Arguments arguments) {
        Map<String, String> fetch = new HashMap<>();
        fetch.put("fetch.max.wait.ms", arguments.text("fetch.max.wait.ms"));
        fetch.put("fetch.min.bytes", arguments.text("fetch.min.bytes"));
        return fetch;
    }
}
