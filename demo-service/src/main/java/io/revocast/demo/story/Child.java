package io.revocast.demo.story;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process of the demo, and the last lines that it printed. Thread-safe. */
final class Child {
    private static final int KEPT_LINES = 12;

    private final String name;
    private final Process process;
    private final Deque<String> lastLines = new ArrayDeque<>();

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts a process.
     *
     * @param log gets every line that it prints, with its name before it
     */
    static Child start(String name, List<String> command, Consumer<String> log) throws StoryException {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            // The user's environment may hold settings for another publisher.
            builder.environment().keySet().removeIf(variable -> variable.startsWith("REVOCAST_"));
            Child child = new Child(name, builder.start());
            Thread reader = new Thread(() -> child.read(log), "revocast-demo-log-" + name);
            reader.setDaemon(true);
            reader.start();
            return child;
        } catch (IOException e) {
            throw new StoryException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    private void read(Consumer<String> log) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.accept(String.format("    %-10s| %s", name, line));
                synchronized (lastLines) {
                    lastLines.add(line);
                    if (lastLines.size() > KEPT_LINES) {
                        lastLines.remove();
                    }
                }
            }
        } catch (IOException e) {
            // Ending a process closes its output while it is being read.
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it printed last, for the person who wants to know why it ended. */
    List<String> lastLines() {
        synchronized (lastLines) {
            return List.copyOf(lastLines);
        }
    }

    /** Runs the action when the process has ended, however it did. */
    void onExit(Consumer<Child> action) {
        // No caller waits for it.
        CompletableFuture<Void> unused = process.onExit().thenRun(() -> action.accept(this));
    }

    /** Ends it with SIGKILL, as a crash would, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    /** Asks it to end, with SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits until it has ended, and kills it when it does not in time; an interrupt shortens the wait. */
    void awaitEnd(Duration timeout) {
        boolean interrupted = false;
        try {
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        process.destroyForcibly();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
