package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.regex.Pattern;

/** The options that all commands share: which publisher, as whom, and how to print. */
final class Session {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._~+/=-]{1,8192}");

    private final Terminal terminal;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "where the publisher is; else REVOCAST_URL, else http://localhost:8080")
    private @Nullable URI url;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "a file with an API key; else REVOCAST_API_KEY, or the file that REVOCAST_API_KEY_FILE names")
    private @Nullable Path apiKeyFile;

    @Option(names = "--json", description = "print JSON, one document a line, for programs")
    private boolean json;

    @Mixin
    private final Style style;

    Session(Terminal terminal) {
        this.terminal = terminal;
        this.style = new Style(terminal);
    }

    Terminal terminal() {
        return terminal;
    }

    boolean json() {
        return json;
    }

    Style style() {
        return style;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Prints a line of data. */
    void print(String line) {
        out().println(line);
        out().flush();
    }

    /** Prints a document as it came. */
    void print(JsonNode document) {
        print(document.toString());
    }

    /**
     * Hands over what was printed; throws when the disk is full, or when what reads the output has ended. Long commands ask
     * in between; all are asked at their end.
     */
    void requireWritten() throws CommandFailure {
        if (out().checkError()) {
            throw OutputCheck.failure();
        }
    }

    /** Prints a message for a person, unless told to be quiet. */
    void say(String line) {
        if (!style.quiet()) {
            err().println(line);
            err().flush();
        }
    }

    /** Connects to nothing yet. */
    Api api() throws CommandFailure {
        return new Api(publisher(), key(), style.verbose() ? this::say : line -> {});
    }

    private URI publisher() throws CommandFailure {
        String text = url == null
                ? terminal.environment().getOrDefault(Terminal.URL, "http://localhost:8080")
                : url.toString();
        try {
            URI uri = URI.create(text);
            boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null) {
                return URI.create(text.replaceFirst("/+$", ""));
            }
        } catch (IllegalArgumentException e) {
            throw noUrl(e);
        }
        throw noUrl(null);
    }

    private static CommandFailure noUrl(@Nullable Throwable cause) {
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
