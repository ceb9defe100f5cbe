package io.revocast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.client.RevocationClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** The options that all commands share: which publisher, as whom, and how to print. */
public final class ConnectionOptions {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(90);
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._~+/=-]{1,8192}");

    private final Terminal terminal;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "URL of the publisher; default: REVOCAST_URL, then http://localhost:8080")
    private @Nullable URI url;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "a file with an API key; default: REVOCAST_API_KEY, then the file in REVOCAST_API_KEY_FILE")
    private @Nullable Path apiKeyFile;

    @Option(names = "--json", description = "print JSON, one document per line")
    private boolean json;

    @Mixin
    private final OutputOptions style;

    /** The options of a command at a terminal. */
    public ConnectionOptions(Terminal terminal) {
        this.terminal = terminal;
        this.style = new OutputOptions(terminal);
    }

    /** The terminal at which the command runs. */
    public Terminal terminal() {
        return terminal;
    }

    /** Whether the command prints JSON documents. */
    public boolean json() {
        return json;
    }

    /** The options for messages and color. */
    public OutputOptions style() {
        return style;
    }

    /** Standard output, for data. */
    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Standard error, for messages. */
    public PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Prints a line of data. */
    public void print(String line) {
        out().println(line);
        out().flush();
    }

    /** Prints a document as it came. */
    public void print(JsonNode document) {
        print(document.toString());
    }

    /**
     * Hands over what was printed; throws when the disk is full, or when what reads the output has ended. Long commands ask
     * in between; all are asked at their end.
     */
    public void requireWritten() throws CommandFailure {
        if (out().checkError()) {
            throw OutputCheck.failure();
        }
    }

    /** Prints a message for a person, unless told to be quiet. */
    public void say(String line) {
        if (!style.quiet()) {
            err().println(line);
            err().flush();
        }
    }

    /** Prints a warning about data that is printed, also when told to be quiet: the data alone would mislead. */
    public void warn(String warning) {
        err().println("revocast: warning: " + warning);
        err().flush();
    }

    /** Connects to nothing yet. */
    public PublisherCalls publisher() throws CommandFailure {
        String key = key();
        String address = url == null
                ? terminal.environment().getOrDefault(Terminal.URL, "http://localhost:8080")
                : url.toString();
        try {
            URI uri = URI.create(address);
            RevocationClient.Builder client =
                    key == null ? RevocationClient.builder(uri) : RevocationClient.builder(uri, () -> key);
            return new PublisherCalls(client.connectTimeout(CONNECT)
                    .requestTimeout(ANSWER)
                    .tries(1)
                    .log(style.verbose() ? this::say : line -> {})
                    .build()
                    .api());
        } catch (IllegalArgumentException e) {
            throw noUrl(e);
        }
    }

    private static CommandFailure noUrl(IllegalArgumentException cause) {
        return new CommandFailure(
                ExitCode.USAGE,
                "the publisher's URL must be http or https with a host, without user name or query",
                "give --url or set " + Terminal.URL + ", for example http://localhost:8080",
                cause);
    }

    private @Nullable String key() throws CommandFailure {
        String variable = terminal.environment().get(Terminal.API_KEY);
        String named = terminal.environment().get(Terminal.API_KEY_FILE);
        String key;
        if (apiKeyFile != null) {
            key = read(apiKeyFile);
        } else if (variable != null) {
            key = variable.strip();
        } else if (named != null) {
            key = read(Path.of(named));
        } else {
            return null;
        }
        if (!KEY.matcher(key).matches()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the API key must be letters, digits and ._~+/=- only, on one line",
                    "make one with: revocast api-key NAME --kinds token,claim");
        }
        return key;
    }

    private static String read(Path file) throws CommandFailure {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the file of the API key cannot be read: " + file,
                    "name a file that holds the key and nothing else",
                    e);
        }
    }
}
