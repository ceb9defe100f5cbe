package io.revocast.benchmarks.steadiness;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatenciesTest {
    @Test
    void percentilesAreThoseOfWhatWasAddedInAnyOrder() {
        Latencies latencies = new Latencies(2_000);
        for (int i = 1_000; i > 0; i--) {
            latencies.add(i);
        }

        assertThat(latencies.percentile(0.5)).isEqualTo(501);
        assertThat(latencies.percentile(0.999)).isEqualTo(1_000);
        assertThat(latencies.count()).isEqualTo(1_000);
        assertThat(latencies.isFull()).isFalse();
    }
}
