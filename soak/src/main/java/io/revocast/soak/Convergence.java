package io.revocast.soak;

import io.revocast.soak.history.CheckSample;
import io.revocast.soak.history.History;
import io.revocast.soak.history.Incarnation;
import io.revocast.soak.history.Subject;
import io.revocast.soak.lab.InstanceProcess;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Waits until every instance is current and enforces everything that was acknowledged by now. */
final class Convergence {
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final History history;
    private final List<InstanceProcess> instances;

    Convergence(History history, List<InstanceProcess> instances) {
        this.history = history;
        this.instances = instances;
    }

    /**
     * What came of waiting.
     *
     * @param at when it was so, in nanoseconds of the monotonic clock; null when it was not within the limit
     * @param missing what was missing at the end of the limit
     */
    record Result(@Nullable Long at, String missing) {}

    Result await(Duration limit) throws InterruptedException {
        long begun = System.nanoTime();
        List<Subject> acknowledged = history.subjects().stream()
                .filter(subject -> history.isOwed(subject.number()))
                .toList();
        while (true) {
            String missing = instances.stream()
                    .map(instance -> missing(instance, acknowledged, begun))
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining("; "));
            if (missing.isEmpty()) {
                return new Result(System.nanoTime(), "");
            }
            if (System.nanoTime() - begun > limit.toNanos()) {
                return new Result(null, missing);
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    /** What an instance lacks, in words; null when nothing. */
    private @Nullable String missing(InstanceProcess instance, List<Subject> acknowledged, long since) {
        if (!instance.isAlive()) {
            throw new IllegalStateException(instance.name() + " ended by itself; its log tells why");
        }
        Incarnation incarnation = instance.incarnation();
        CheckSample latest = incarnation.latest();
        if (latest == null || latest.at() < since) {
            return incarnation.name() + " says nothing";
        }
        if (!latest.state().equals("current")) {
            return incarnation.name() + " is " + latest.state();
        }
        // Some may have come to their end meanwhile, and some may be reinstated.
        long wallMillis = System.currentTimeMillis();
        return acknowledged.stream()
                .filter(subject -> wallMillis < subject.judgedUntilMillis())
                .filter(subject -> !incarnation.enforces(subject.number()) && history.isOwed(subject.number()))
                .findFirst()
                .map(subject -> incarnation.name() + " does not enforce " + subject.jti())
                .orElse(null);
    }
}
