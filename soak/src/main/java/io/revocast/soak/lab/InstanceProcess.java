package io.revocast.soak.lab;

import io.revocast.soak.history.History;
import io.revocast.soak.history.Incarnation;
import io.revocast.soak.history.Subject;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** One instance: a process that embeds the library, which is restarted after each kill. Thread-safe. */
public final class InstanceProcess implements AutoCloseable {
    private final Settings settings;
    private final History history;
    private final Path directory;
    private final Map<Integer, Subject> watched = new ConcurrentSkipListMap<>();
    private int starts;
    private volatile @Nullable JavaProcess process;
    private volatile @Nullable Incarnation incarnation;

    /**
     * What an instance is started with.
     *
     * @param name of its client, as the brokers know it
     * @param heartbeats whether it uses publishers' heartbeats, and not by probes alone
     * @param olderClient whether it runs with the oldest Kafka client that the soak has
     */
    public record Settings(
            String name,
            String bootstrapServers,
            Duration maxStaleness,
            Duration longestTokenLifetime,
            boolean heartbeats,
            boolean olderClient) {}

    /** Prepares an instance; {@link #start} starts it. */
    public InstanceProcess(Settings settings, History history, Path directory) {
        this.settings = settings;
        this.history = history;
        this.directory = directory;
    }

    /** The name of its client, as the brokers know it. */
    public String name() {
        return settings.name();
    }

    /** Starts it, or starts it again, and has it watch what it watched before. */
    public synchronized void start() {
        starts++;
        Incarnation begun = new Incarnation(settings.name() + "." + starts, System.nanoTime());
        history.add(begun);
        incarnation = begun;
        List<String> arguments = new ArrayList<>(List.of(
                settings.bootstrapServers(),
                Long.toString(settings.maxStaleness().toSeconds()),
                Long.toString(settings.longestTokenLifetime().toSeconds()),
                settings.heartbeats() ? "HEARTBEAT" : "PROBE",
                settings.name()));
        process = JavaProcess.start(
                new JavaProcess.Program(
                        "io.revocast.soak.instance.InstanceMain",
                        "96m",
                        arguments,
                        directory.resolve(settings.name() + ".log"),
                        settings.olderClient() ? ClassPath.withOlderClient() : ClassPath.own()),
                begun::read);
        watched.values().forEach(this::tell);
    }

    private void tell(Subject subject) {
        process().tell("watch " + subject.number() + " " + subject.issuedAt() + " " + subject.expiresAt());
    }

    /** Has it check a token from now on. */
    public synchronized void watch(Subject subject) {
        watched.put(subject.number(), subject);
        tell(subject);
    }

    /** Has it check a token no longer. */
    public synchronized void forget(Subject subject) {
        watched.remove(subject.number());
        process().tell("forget " + subject.number());
    }

    /** Sets its wall clock off. */
    public void skewClock(Duration skew) {
        process().tell("clock " + skew.toMillis());
    }

    /** The record of the process that runs now. */
    public Incarnation incarnation() {
        Incarnation now = incarnation;
        if (now == null) {
            throw new IllegalStateException(name() + " was not started");
        }
        return now;
    }

    /** Not synchronized: telling a frozen process something may block until it is resumed or killed. */
    private JavaProcess process() {
        JavaProcess now = process;
        if (now == null) {
            throw new IllegalStateException(name() + " was not started");
        }
        return now;
    }

    /** Whether its process runs; an instance that ends by itself is a defect. */
    public boolean isAlive() {
        return process().isAlive();
    }

    /** Ends it with SIGKILL. */
    public void kill() throws InterruptedException {
        process().kill();
        incarnation().end();
    }

    /** Freezes it. */
    public void pause() throws InterruptedException {
        process().pause();
    }

    /** Lets it go on. */
    public void resume() throws InterruptedException {
        process().resume();
    }

    @Override
    public void close() {
        JavaProcess now = process;
        if (now != null) {
            try {
                now.kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
