package io.revocast.publisher.kafka;

import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the commit of a record that no caller waits for. */
public final class PendingCommit {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private PendingCommit() {}

    /**
     * Waits for a commit, for a minute at most.
     *
     * @param log the name of the log in error messages
     * @throws UnavailableException when the brokers do not confirm it in time, or refuse it
     */
    public static void await(CompletableFuture<?> commit, String log)
            throws UnavailableException, InterruptedException {
        try {
            Object unused = commit.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnavailableException cause
                    ? cause
                    : new UnavailableException(Certainty.UNKNOWN, log + " failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new UnavailableException(
                    Certainty.UNKNOWN, log + " did not confirm a record within " + LIMIT.toSeconds() + " s", e);
        }
    }
}
