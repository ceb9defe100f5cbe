package io.revocast.cli.revoke;

import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.Interruption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.util.UUID;

/** Names a request, so that a repetition has the outcome of the first one. */
final class RepetitionOptions {
    @Option(
            names = "--idempotency-key",
            paramLabel = "UUID",
            description = "names the request: a repetition with the same key and content has the outcome of the first, "
                    + "for 24 hours. A command that is not confirmed prints the key")
    private @Nullable UUID given;

    /** Sends the request. */
    @FunctionalInterface
    interface Sending<T> {
        T send(UUID key) throws CommandFailure;
    }

    /** Whether an earlier request is repeated. */
    boolean isRepetition() {
        return given != null;
    }

    /**
     * Sends a request with its key. When it is not confirmed, or the process is interrupted meanwhile, a message names the
     * options that repeat it.
     *
     * @param others the other options that the repetition needs to have the same content, each after a space
     */
    <T> T send(ConnectionOptions connection, String others, Sending<T> sending) throws CommandFailure {
        UUID key = given == null ? UUID.randomUUID() : given;
        String repetition = "to repeat this request and no other, add --idempotency-key " + key + others;
        try (Interruption interruption = new Interruption(() -> {
            connection.err().println("revocast: interrupted; the request may have taken effect");
            connection.err().println("  " + repetition);
            connection.err().flush();
        })) {
            interruption.expect();
            return sending.send(key);
        } catch (CommandFailure e) {
            if (e.exitCode() != ExitCode.NOT_CONFIRMED) {
                throw e;
            }
            throw new CommandFailure(e.exitCode(), String.valueOf(e.getMessage()), e.remedy() + "; " + repetition, e);
        }
    }
}
