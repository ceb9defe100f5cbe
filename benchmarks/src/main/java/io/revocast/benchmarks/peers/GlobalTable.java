package io.revocast.benchmarks.peers;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static java.util.Objects.requireNonNull;

/** A GlobalKTable of Kafka Streams over the same topic; argument {@code store} is {@code memory} or {@code rocksdb}. */
public final class GlobalTable implements RevokedTokens {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private @Nullable KafkaStreams streams;
    private @Nullable ReadOnlyKeyValueStore<Bytes, byte[]> store;

    @Override
    public void load(Arguments arguments) throws IOException, InterruptedException {
        boolean memory = arguments.text("store").equals("memory");
        StreamsBuilder builder = new StreamsBuilder();
        builder.globalTable(
                arguments.text("topic"),
                Consumed.with(Serdes.Bytes(), Serdes.ByteArray()),
                Materialized.as(
                        memory ? Stores.inMemoryKeyValueStore("revoked") : Stores.persistentKeyValueStore("revoked")));
        Properties properties = new Properties();
        properties.put("application.id", "revoked-tokens");
        properties.put("bootstrap.servers", arguments.text("bootstrap"));
        // Within the trial's own temporary directory, which goes with the trial.
        properties.put("state.dir", Files.createTempDirectory("global-table").toString());
        Drain.TUNED.forEach((name, value) -> properties.put("global.consumer." + name, value));
        KafkaStreams starting = new KafkaStreams(builder.build(), properties);
        streams = starting;
        CountDownLatch running = new CountDownLatch(1);
        starting.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
        });
        starting.start();
        if (!running.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("Kafka Streams is not running: " + starting.state());
        }
        store = starting.store(StoreQueryParameters.fromNameAndType("revoked", QueryableStoreTypes.keyValueStore()));
    }

    @Override
    public boolean contains(BenchToken token) {
        byte[] key = EventCodec.encodeKey(new Target.Token(BenchToken.ISSUER, token.jti()));
        return requireNonNull(store).get(Bytes.wrap(key)) != null;
    }

    @Override
    public void close() {
        requireNonNull(streams).close(Duration.ofSeconds(30));
    }
}
