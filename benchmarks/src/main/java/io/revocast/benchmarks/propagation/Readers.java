package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;

/** Some who follow a topic, each by itself, as so many services would. */
interface Readers extends AutoCloseable {
    /**
     * Starts {@code readers} of them, and waits until each has read what there is.
     *
     * @param observations are told of what comes after
     */
    void start(Arguments arguments, Observations observations) throws InterruptedException;

    /** Hears that the events up to one were sent. */
    void sent(int event);

    @Override
    void close();
}
