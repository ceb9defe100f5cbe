package io.revocast.benchmarks.lookup;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Contender;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import static java.util.Objects.requireNonNull;

/**
 * Runs the JMH benchmark, class and method, that {@code benchmark} names, with {@code threads}, for as many {@code seconds} after as many of
 * warm-up. JMH need not fork: this JVM is fresh, and does nothing else.
 */
public final class JmhContender implements Contender {
    @Override
    public Map<String, Double> measure(Arguments arguments) throws RunnerException {
        int seconds = arguments.number("seconds");
        RunResult result = new Runner(new OptionsBuilder()
                        .include("^" + Pattern.quote(arguments.text("benchmark")) + "$")
                        .param("arguments", arguments.line())
                        .forks(0)
                        .threads(arguments.number("threads"))
                        .warmupIterations(seconds)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(seconds)
                        .measurementTime(TimeValue.seconds(1))
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .build())
                .runSingle();
        return Map.of(
                "nanoseconds", result.getPrimaryResult().getScore(),
                "bytes",
                        requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                                .getScore());
    }
}
