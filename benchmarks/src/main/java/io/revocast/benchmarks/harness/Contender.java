package io.revocast.benchmarks.harness;

import java.util.Map;

/**
 * One way of doing what is measured: ours, or a yardstick. Has a constructor without parameters, is made in a JVM of its
 * own, measures once, and that JVM ends.
 */
public interface Contender {
    /**
     * Measures, and verifies that what was measured gave the right result.
     *
     * @return figures by name, in the units that the names tell, for example {@code seconds}
     * @throws IllegalStateException when the result is wrong: then there is no figure
     */
    Map<String, Double> measure(Arguments arguments) throws Exception;
}
