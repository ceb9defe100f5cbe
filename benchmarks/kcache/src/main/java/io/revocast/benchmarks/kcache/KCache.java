package io.revocast.benchmarks.kcache;

import io.kcache.KafkaCache;
import io.kcache.KafkaCacheConfig;
import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.peers.RevokedTokens;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Map;

import static java.util.Objects.requireNonNull;

/** KCache with its default cache, read-only, over the same topic. */
public final class KCache implements RevokedTokens {
    private static final String INIT_LIMIT_MILLIS = "300000";

    private @Nullable KafkaCache<String, byte[]> cache;

    @Override
    public void load(Arguments arguments) {
        KafkaCacheConfig config = new KafkaCacheConfig(Map.of(
                KafkaCacheConfig.KAFKACACHE_BOOTSTRAP_SERVERS_CONFIG,
                arguments.text("bootstrap"),
                KafkaCacheConfig.KAFKACACHE_TOPIC_CONFIG,
                arguments.text("topic"),
                KafkaCacheConfig.KAFKACACHE_TOPIC_READ_ONLY_CONFIG,
                "true",
                // It refuses any other clean-up policy than compact alone.
                KafkaCacheConfig.KAFKACACHE_TOPIC_SKIP_VALIDATION_CONFIG,
                "true",
                KafkaCacheConfig.KAFKACACHE_INIT_TIMEOUT_CONFIG,
                INIT_LIMIT_MILLIS,
                "kafkacache.max.partition.fetch.bytes",
                "8388608"));
        KafkaCache<String, byte[]> loading = new KafkaCache<>(config, Serdes.String(), Serdes.ByteArray());
        cache = loading;
        loading.init();
    }

    @Override
    public boolean contains(BenchToken token) {
        return requireNonNull(cache).get("[\"token\",\"" + BenchToken.ISSUER + "\",\"" + token.jti() + "\"]") != null;
    }

    @Override
    public void close() throws IOException {
        requireNonNull(cache).close();
    }
}
