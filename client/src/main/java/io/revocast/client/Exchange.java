package io.revocast.client;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Sends a request until something final is answered, the tries are used up, or its time is.
 *
 * <p>Tries again when no answer came, and for 503 and 429, after a random share of a wait that doubles, or after
 * {@code Retry-After}. All tries carry one idempotency key, so each has the outcome of the first that worked. While an
 * earlier try is still being served, which the publisher answers with 409, the exchange waits and asks again; that does
 * not count as a try.
 */
final class Exchange {
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final String IN_PROGRESS = "urn:revocast:problem:request-in-progress";
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private final HttpClient http;
    private final Duration limit;
    private final int tries;
    private final Consumer<String> log;

    /**
     * @param log receives a line about each answer, without secrets
     */
    Exchange(HttpClient http, Duration limit, int tries, Consumer<String> log) {
        this.http = http;
        this.limit = limit;
        this.tries = tries;
        this.log = log;
    }

    /** How long one exchange may take in all. */
    Duration limit() {
        return limit;
    }

    /** What came back at last, or why nothing did: one of the two is null. */
    private record Attempt(
            @Nullable HttpResponse<Content> answer,
            @Nullable IOException failure) {
        boolean isFinal() {
            return answer != null && answer.statusCode() != 503 && answer.statusCode() != 429 && !isInProgress();
        }

        /** Whether an earlier try is still being served. */
        boolean isInProgress() {
            return answer != null
                    && answer.statusCode() == 409
                    && IN_PROGRESS.equals(answer.body().problem().type());
        }
    }

    HttpResponse<Content> send(HttpRequest request, BodyHandler<Content> handler)
            throws RevocationUnconfirmedException {
        return send(request, handler, Duration.ZERO);
    }

    /**
     * The same for a request that the publisher answers late.
     *
     * @param late how long it waits before it answers
     */
    HttpResponse<Content> send(HttpRequest request, BodyHandler<Content> handler, Duration late)
            throws RevocationUnconfirmedException {
        long deadline = System.nanoTime() + limit.plus(late).toNanos();
        Duration wait = FIRST_WAIT;
        try {
            int attempt = 1;
            while (true) {
                Attempt outcome = attempt(request, handler, deadline - System.nanoTime());
                if (outcome.isFinal() && outcome.answer() != null) {
                    return outcome.answer();
                }
                long pause = pause(outcome, wait).toNanos();
                if ((attempt >= tries && !outcome.isInProgress()) || pause >= deadline - System.nanoTime()) {
                    throw unconfirmed(outcome, attempt);
                }
                TimeUnit.NANOSECONDS.sleep(pause);
                if (!outcome.isInProgress()) {
                    attempt++;
                    wait = wait.multipliedBy(2);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RevocationUnconfirmedException("interrupted while the publisher was asked", e);
        }
    }

    private Attempt attempt(HttpRequest request, BodyHandler<Content> handler, long nanos) throws InterruptedException {
        CompletableFuture<HttpResponse<Content>> answer = http.sendAsync(request, handler);
        try {
            // The request's own timeout would end with the headers; this bounds a body that trickles, too.
            HttpResponse<Content> came = answer.get(nanos, TimeUnit.NANOSECONDS);
            // Paths hold no secret: tokens are sent in bodies.
            log.accept(request.method() + " " + request.uri().getPath() + ": " + came.statusCode() + ", request "
                    + came.headers().firstValue("X-Request-Id").orElse("without id"));
            return new Attempt(came, null);
        } catch (ExecutionException e) {
            return new Attempt(
                    null, e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause()));
        } catch (TimeoutException e) {
            return new Attempt(null, new IOException("no whole answer within " + limit, e));
        } finally {
            answer.cancel(true);
        }
    }

    private static Duration pause(Attempt attempt, Duration wait) {
        long jittered = ThreadLocalRandom.current().nextLong(wait.toNanos() / 2, wait.toNanos());
        HttpResponse<Content> answer = attempt.answer();
        if (answer == null) {
            return Duration.ofNanos(jittered);
        }
        return answer.headers()
                .firstValue("Retry-After")
                .filter(seconds -> SECONDS.matcher(seconds).matches())
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(Duration.ofNanos(jittered));
    }

    private static RevocationUnconfirmedException unconfirmed(Attempt attempt, int tries) {
        HttpResponse<Content> answer = attempt.answer();
        return answer == null
                ? new RevocationUnconfirmedException(
                        "the publisher did not answer" + (tries == 1 ? "" : ", " + tries + " times"), attempt.failure())
                : new RevocationUnconfirmedException(
                        answer.statusCode(), tries, answer.body().problem());
    }
}
