package io.revocast.cli;

import io.revocast.cli.command.Terminal;
import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;

/** Runs commands in this JVM, with the environment and the input that a test gives. */
public final class CommandRun {
    private final Function<Terminal, CommandLine> root;
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private boolean interactive;
    private boolean full;
    private boolean discarding;

    /** The commands that talk to a publisher. */
    public CommandRun() {
        this(Main::commandLine);
    }

    /** The commands below another root. */
    public CommandRun(Function<Terminal, CommandLine> root) {
        this.root = root;
    }

    /** What came of a command. */
    public record Ended(int exitCode, String out, String err) {}

    /** A caller with an API key, and an issuer in the environment. */
    public static CommandRun at(URI publisher) {
        return new CommandRun()
                .with("REVOCAST_URL", publisher.toString())
                .with("REVOCAST_API_KEY", "rvk_0123456789")
                .with("REVOCAST_ISSUER", "https://issuer.example");
    }

    public CommandRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public CommandRun without(String variable) {
        environment.remove(variable);
        return this;
    }

    /** What stands on standard input. */
    public CommandRun input(String text) {
        input = text;
        return this;
    }

    /** Standard input is a terminal. */
    public CommandRun interactive() {
        interactive = true;
        return this;
    }

    /** No output can be written, for the next command. */
    public CommandRun fullDisk() {
        full = true;
        return this;
    }

    /** What is printed is not kept. */
    public CommandRun discardingOutput() {
        discarding = true;
        return this;
    }

    private static Writer fullDevice() {
        return new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    public Ended run(String... arguments) {
        Writer out = full ? fullDevice() : discarding ? Writer.nullWriter() : new StringWriter();
        full = false;
        StringWriter err = new StringWriter();
        CommandLine command = root.apply(new Terminal(
                environment, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), interactive));
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        Properties before = System.getProperties();
        int exitCode;
        try {
            System.setProperties(withoutTheTestsOwn(before));
            exitCode = command.execute(arguments);
        } finally {
            System.setProperties(before);
        }
        return new Ended(exitCode, out.toString(), err.toString());
    }

    /** Some properties tell tests where a broker is; the commands would take them for unknown settings. */
    private static Properties withoutTheTestsOwn(Properties properties) {
        Properties others = new Properties();
        properties.stringPropertyNames().stream()
                .filter(name -> !name.startsWith("revocast."))
                .forEach(name -> others.setProperty(name, properties.getProperty(name)));
        return others;
    }
}
