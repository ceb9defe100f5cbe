package io.revocast.benchmarks.replay;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.benchmarks.harness.Stopwatch;
import io.revocast.benchmarks.peers.Drain;

import java.util.Map;

/** The floor: reads every record and keeps none. Argument {@code fetch} is {@code tuned} or {@code default}. */
public final class DrainContender implements Contender {
    @Override
    public Map<String, Double> measure(Arguments arguments) {
        Stopwatch stopwatch = new Stopwatch();
        long count =
                Drain.read(arguments, arguments.text("fetch").equals("tuned") ? Drain.TUNED : Map.of(), unused -> {});
        Map<String, Double> figures = stopwatch.read();
        if (count != arguments.number("records")) {
            throw new IllegalStateException(count + " records were read of " + arguments.number("records"));
        }
        return figures;
    }
}
