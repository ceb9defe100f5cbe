package io.revocast.cli.command;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A token from standard input or a file: as an argument, everybody on the machine could read it. */
public final class TokenInput {
    private static final int MAX_BYTES = 64 * 1024;

    /** A header is a JSON object, with or without white space after its brace. */
    private static final Pattern TOKEN =
            Pattern.compile("e(?:yJ|yA[gi]|wo[giJ]|wk[giJ]|w0K)[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*(\\.[A-Za-z0-9_.-]*)?");

    private static final Pattern KEY = Pattern.compile("rvk_[A-Za-z0-9_-]{8,}");

    private TokenInput() {}

    /** Reads the token from the file, or from standard input when there is none. */
    public static String read(Terminal terminal, @Nullable Path file) throws CommandFailure {
        try {
            String token = file == null ? read(terminal.in()) : read(file);
            if (!token.isEmpty()) {
                return token;
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "the token cannot be read from " + name(file), "check the file, or pipe it in", e);
        }
        throw new CommandFailure(
                ExitCode.USAGE, "there is no token in " + name(file), "pipe one in, or name a file that holds one");
    }

    private static String name(@Nullable Path file) {
        return file == null ? "standard input" : file.toString();
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    private static String read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("more than " + MAX_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }

    /** Refuses an argument that is a whole token. */
    public static String requireNoToken(String argument) throws CommandFailure {
        if (TOKEN.matcher(argument).lookingAt()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "a whole token must not stand on the command line, where ps and the shell's history show it",
                    "pipe it in (revoke token -), or name its file (revoke token --file FILE)");
        }
        return argument;
    }

    /** The text with tokens and keys blotted out: a mistyped command line is quoted in its error. */
    public static String blot(String text) {
        return KEY.matcher(TOKEN.matcher(text).replaceAll("<token>")).replaceAll("<key>");
    }
}
