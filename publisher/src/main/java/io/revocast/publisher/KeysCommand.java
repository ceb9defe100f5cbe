package io.revocast.publisher;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code keys}: makes API keys, and the lines that configure them. */
@Command(
        name = "keys",
        headerHeading = "Examples:%n  revocast keys new portal --kinds token,claim%n"
                + "  revocast keys hash portal --kinds token < key.txt%n%n",
        description = "Creates API keys and their configuration lines.",
        subcommands = {ApiKeyCommand.New.class, KeysCommand.Hash.class},
        mixinStandardHelpOptions = true)
final class KeysCommand implements Runnable {
    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    private KeysCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: new, hash");
    }

    /** {@code keys hash}: for a key that something else made. It is never an argument: other processes see those. */
    @Command(
            name = "hash",
            headerHeading = "Examples:%n  revocast keys hash portal --kinds token < key.txt%n%n",
            description = "Reads a key from standard input and prints its configuration line.",
            mixinStandardHelpOptions = true)
    static final class Hash implements Callable<Integer> {
        private static final int LEAST_CHARACTERS = 32;
        private static final int MOST_BYTES = 8 * 1024;

        @SuppressWarnings("NullAway.Init") // picocli sets it
        @Spec
        private CommandSpec spec;

        @SuppressWarnings("NullAway.Init") // picocli sets it
        @Mixin
        private KeyOptions options;

        @Option(names = "--file", paramLabel = "FILE", description = "read the key from this file")
        private @Nullable Path file;

        private Hash() {}

        @Override
        public Integer call() {
            String line = options.line(key());
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
            out.flush();
            return 0;
        }

        private String key() {
            String key;
            Path from = file;
            try (InputStream in = from == null ? System.in : Files.newInputStream(from)) {
                key = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw new ParameterException(spec.commandLine(), "the key cannot be read: " + e, e);
            }
            // Its hash has no salt, so a chosen word could be found from it.
            if (key.length() < LEAST_CHARACTERS || !key.matches("[\\x21-\\x7E]+")) {
                throw new ParameterException(
                        spec.commandLine(),
                        "the key must be at least " + LEAST_CHARACTERS
                                + " printable ASCII characters without spaces, and random; \"keys new\" makes one");
            }
            return key;
        }
    }
}
