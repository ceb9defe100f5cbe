package io.revocast.soak.lab;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A JVM that can be killed, paused and resumed. Thread-safe. */
final class JavaProcess {
    private static final long KILL_SECONDS = 10;

    private final Process process;
    private final BufferedWriter input;

    private JavaProcess(Process process) {
        this.process = process;
        this.input = process.outputWriter();
    }

    /**
     * What to run.
     *
     * @param log takes what it prints; what it prints on standard output too, unless a reader is given
     * @param classPath where its classes are
     */
    record Program(String mainClass, String heap, List<String> arguments, Path log, String classPath) {
        /** A program with the class path of this process. */
        Program(String mainClass, String heap, List<String> arguments, Path log) {
            this(mainClass, heap, arguments, log, ClassPath.own());
        }
    }

    /** Starts it; all that it prints goes to the log. */
    static JavaProcess start(Program program) {
        return new JavaProcess(launch(program, false));
    }

    /** Starts it; each line of its standard output goes to the reader, on a thread of its own. */
    static JavaProcess start(Program program, Consumer<String> reader) {
        JavaProcess started = new JavaProcess(launch(program, true));
        Thread thread = new Thread(() -> started.read(reader), "read-" + started.process.pid());
        thread.setDaemon(true);
        thread.start();
        return started;
    }

    private static Process launch(Program program, boolean piped) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Many JVMs share a small machine: little memory each, and compiled quickly rather than well.
        command.addAll(List.of("-Xmx" + program.heap(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-Dlogback.configurationFile=soak-logback.xml"));
        command.addAll(List.of("-cp", program.classPath(), program.mainClass()));
        command.addAll(program.arguments());
        ProcessBuilder builder = new ProcessBuilder(command);
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(program.log().toFile());
        builder.redirectError(log);
        if (!piped) {
            builder.redirectOutput(log);
        }
        // Settings of a publisher that the person who watches runs otherwise.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("REVOCAST_"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(program.mainClass() + " cannot be started", e);
        }
    }

    private void read(Consumer<String> reader) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.accept(line);
            }
        } catch (IOException e) {
            // Killing a process closes its output while it is being read.
        }
    }

    /** Writes a line to its standard input; does nothing when it has ended. */
    synchronized void tell(String line) {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException e) {
            // It was killed. Its restart sends everything again.
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it with SIGKILL, paused or not, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
    }

    /** Asks it to end, with SIGTERM, and kills it when it has not in time. */
    void terminate(Duration limit) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
    }

    /** Freezes it, with SIGSTOP. */
    void pause() throws InterruptedException {
        signal("STOP");
    }

    /** Lets it go on, with SIGCONT. */
    void resume() throws InterruptedException {
        signal("CONT");
    }

    /** Has every further write to a file fail, as on a disk that is full, until the process ends. */
    void fillDisk() throws InterruptedException {
        run("prlimit --fsize=1 --pid " + process.pid());
    }

    private void signal(String signal) throws InterruptedException {
        run("kill -" + signal + " " + process.pid());
    }

    private void run(String command) throws InterruptedException {
        try {
            int status = new ProcessBuilder("sh", "-c", command).start().waitFor();
            if (status != 0 && process.isAlive()) {
                throw new IllegalStateException("exit code " + status + " of: " + command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
