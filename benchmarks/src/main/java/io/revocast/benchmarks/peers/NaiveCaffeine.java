package io.revocast.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** What most would write: Jackson, a Caffeine cache from {@code jti} to its end, and an expiry for each entry. */
public final class NaiveCaffeine implements RevokedTokens {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cache<String, Long> ends = Caffeine.newBuilder()
            .expireAfter(Expiry.creating(
                    (String jti, Long end) -> Duration.between(Instant.now(), Instant.ofEpochSecond(end))))
            .build();

    @Override
    public void load(Arguments arguments) {
        Drain.read(arguments, Drain.TUNED, record -> put(record, ends.asMap()));
    }

    /** Puts the revocation of a token into a map; leaves out what is none. */
    static void put(ConsumerRecord<byte[], byte[]> record, Map<String, Long> ends) {
        try {
            JsonNode key = JSON.readTree(record.key());
            if ("token".equals(key.get(0).asText())) {
                ends.put(
                        key.get(2).asText(),
                        JSON.readTree(record.value()).get("exp").asLong());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a record that the publisher did not write, at " + record.offset(), e);
        }
    }

    @Override
    public boolean contains(BenchToken token) {
        return ends.getIfPresent(token.jti()) != null;
    }

    @Override
    public void close() {
        ends.invalidateAll();
    }
}
