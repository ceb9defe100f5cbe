package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.benchmarks.harness.RevocationTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The cost of readers for a broker whose process id is {@code broker}, in three phases. All {@code readers} start at once
 * on a topic of {@code records} records. Then nothing happens for some {@code seconds}. Then {@code events} events come.
 * The result is net of the broker's use without readers.
 */
public final class ScaleContender implements Contender {
    private static final int BATCH = 16_384;

    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        int readers = arguments.number("readers");
        int events = arguments.number("events");
        Duration maxStaleness = Duration.ofSeconds(arguments.number("max staleness"));
        Map<String, String> kafka = Map.of(
                "fetch.max.wait.ms", arguments.text("fetch.max.wait.ms"),
                "fetch.min.bytes", arguments.text("fetch.min.bytes"));
        RevocationTopic topic = new RevocationTopic(
                arguments.text("bootstrap"), arguments.text("topic"), arguments.number("partitions"));
        topic.create();
        topic.fill(2 * events, arguments.number("records"), BATCH);
        MeasuredBroker broker = new MeasuredBroker(arguments.number("broker"));
        Arrivals arrivals = Arrivals.plan(arguments);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", topic.bootstrapServers(), "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            try (Readers first = Readers.create(arguments, maxStaleness, kafka)) {
                first.start(arguments.with("readers", 1), new Observations(0, 1));
            }
            double withoutReaders = broker.during(rest(arguments)).perSecond();
            MeasuredBroker.Use unheard = broker.during(() -> arrivals.run(event -> {
                var unused = PropagationContender.send(producer, topic, events + event);
            }));

            Observations observations = new Observations(events, readers);
            Map<String, Double> figures = new TreeMap<>();
            try (Readers all = Readers.create(arguments, maxStaleness, kafka)) {
                MeasuredBroker.Use start = broker.during(() -> all.start(arguments, observations));
                MeasuredBroker.Use idle = broker.during(rest(arguments));
                MeasuredBroker.Use delivery = broker.during(() -> {
                    arrivals.run(event -> {
                        var unused = PropagationContender.send(producer, topic, event);
                        all.sent(event);
                    });
                    figures.putAll(observations.figures(arrivals, ""));
                });
                double append = unheard.above(withoutReaders) / events;
                figures.put("append us", 1000 * append);
                figures.put("start seconds", start.seconds());
                figures.put("start ms each", start.above(withoutReaders) / readers);
                figures.put("idle ms/s each", (idle.perSecond() - withoutReaders) / readers);
                figures.put("delivery us each", 1000 * (delivery.above(idle.perSecond()) / events - append) / readers);
            }
            return figures;
        }
    }

    private static MeasuredBroker.Phase rest(Arguments arguments) {
        return () -> TimeUnit.SECONDS.sleep(arguments.number("seconds"));
    }
}
