package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;

import java.time.Duration;
import java.util.Map;

/** Some who follow a topic, each by itself, as so many services would. */
interface Readers extends AutoCloseable {
    /**
     * Makes those that argument {@code reader} names, {@code revocast} or {@code plain}.
     *
     * @param maxStaleness of ours; the others know no such thing
     * @param kafka further settings of Kafka's client
     */
    static Readers create(Arguments arguments, Duration maxStaleness, Map<String, String> kafka) {
        return switch (arguments.text("reader")) {
            case "revocast" -> new RevocastReaders(maxStaleness, kafka);
            case "plain" -> new PlainReaders(kafka);
            default ->
                throw new IllegalArgumentException("reader must be revocast or plain: " + arguments.text("reader"));
        };
    }

    /**
     * Starts {@code readers} of them, and waits until each has read what there is.
     *
     * @param observations receive what comes after
     */
    void start(Arguments arguments, Observations observations) throws InterruptedException;

    /** Hears that the events up to one were sent. */
    void sent(int event);

    @Override
    void close();
}
