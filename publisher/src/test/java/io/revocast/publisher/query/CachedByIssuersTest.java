package io.revocast.publisher.query;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

class CachedByIssuersTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger computed = new AtomicInteger();
    private final CachedByIssuers<String> values = new CachedByIssuers<>(
            issuers -> issuers + " " + computed.incrementAndGet(), Duration.ofSeconds(1), nanos::get);

    @Test
    void callersOfDifferentIssuersGetDifferentValues() {
        assertThat(values.get(Set.of())).isEqualTo("[] 1");
        assertThat(values.get(Set.of("a"))).isEqualTo("[a] 2");
        assertThat(values.get(Set.of())).isEqualTo("[] 1");
    }

    @Test
    void fewSetsAreKept() {
        values.get(Set.of("first"));
        for (int i = 0; i < CachedByIssuers.MOST_KEPT; i++) {
            values.get(Set.of("issuer-" + i));
        }
        int before = computed.get();

        values.get(Set.of("issuer-" + (CachedByIssuers.MOST_KEPT - 1)));
        assertThat(computed.get()).isEqualTo(before);
        values.get(Set.of("first"));
        assertThat(computed.get()).isEqualTo(before + 1);
    }
}
