package io.revocast.publisher.metrics;

import io.revocast.publisher.fleet.FleetView;
import io.revocast.publisher.fleet.IgnoredReport;

import java.util.Map;

/** What the metrics show of the fleet. Implementations are thread-safe. */
public interface FleetSource {
    /** Returns the fleet at this moment. */
    FleetView view();

    /** Returns how many reports did not count, by reason; every reason is in it. */
    Map<IgnoredReport, Long> ignored();

    /** Returns how many reports had a digest that differs from another instance's. */
    long mismatches();
}
