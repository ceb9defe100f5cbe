package io.revocast.publisher.fleet.history;

import io.revocast.publisher.fleet.history.TimeStatistics.Bucket;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TimeStatisticsTest {
    private final TimeStatistics statistics = new TimeStatistics();

    @Test
    void quantilesAreExact() {
        for (int millis = 100; millis >= 1; millis--) {
            statistics.add(millis);
        }
        statistics.add(60_000);

        assertThat(statistics.count()).isEqualTo(101);
        assertThat(statistics.quantile(0)).isEqualTo(1);
        assertThat(statistics.quantile(0.5)).isEqualTo(51);
        assertThat(statistics.quantile(0.99)).isEqualTo(100);
        assertThat(statistics.quantile(1)).isEqualTo(60_000);
        assertThat(statistics.greatest()).isEqualTo(60_000);
    }

    @Test
    void histogramHoldsEveryTimeOnce() {
        for (int millis : new int[] {0, 1, 2, 3, 4, 7, 8, 300}) {
            statistics.add(millis);
        }

        assertThat(statistics.histogram())
                .startsWith(new Bucket(0, 1, 1), new Bucket(1, 2, 1), new Bucket(2, 4, 2), new Bucket(4, 8, 2))
                .endsWith(new Bucket(256, 512, 1));
        assertThat(statistics.histogram().stream().mapToInt(Bucket::count).sum())
                .isEqualTo(8);
    }

    @Test
    void nothingHasNoHistogram() {
        assertThat(statistics.histogram()).isEmpty();
    }
}
