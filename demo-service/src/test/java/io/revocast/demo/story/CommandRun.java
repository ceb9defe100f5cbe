package io.revocast.demo.story;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that a test runs as a person would, and what it printed so far. Thread-safe. */
final class CommandRun implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    private CommandRun(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "test-command-output");
        reader.setDaemon(true);
        reader.start();
    }

    static CommandRun start(ProcessBuilder command) {
        try {
            return new CommandRun(command.redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    boolean hasEnded() {
        return !process.isAlive();
    }

    /** Sends SIGINT to this process alone, as {@code kill -INT} does. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor(5, TimeUnit.SECONDS);
    }

    /** Waits for the end and all output; returns the exit code. */
    int await(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + limit + ":\n" + output());
        }
        reader.join(5_000);
        return process.exitValue();
    }

    /** The line of the output that contains a text. */
    String line(String text) {
        return output().lines()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line with " + text + " in\n" + output()));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
