package io.revocast.soak;

import io.revocast.soak.history.Attempt;
import io.revocast.soak.history.Attempt.Operation;
import io.revocast.soak.history.Attempt.Outcome;
import io.revocast.soak.history.Subject;
import io.revocast.soak.lab.PublisherProcess;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sends requests to the publisher and says what became of each. Thread-safe. */
final class PublisherApi {
    /** How long an answer is waited for. */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(40);

    private final URI revocations;
    private final URI reinstatements;
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    PublisherApi(PublisherProcess publisher) {
        this.revocations = publisher.at("/v1/revocations");
        this.reinstatements = publisher.at("/v1/reinstatements");
    }

    /** Sends a request about a token. The result completes when the answer is read or given up, and never fails. */
    CompletableFuture<Attempt> send(Subject subject, Operation operation) {
        HttpRequest request = HttpRequest.newBuilder(operation == Operation.REVOKE ? revocations : reinstatements)
                .timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(subject, operation)))
                .build();
        long invoked = System.nanoTime();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .handle((response, failure) -> new Attempt(
                        subject.number(), operation, invoked, System.nanoTime(), outcome(operation, response)));
    }

    private static String body(Subject subject, Operation operation) {
        if (subject.isRevokedBySubject()) {
            return "{\"target\":{\"kind\":\"claim\",\"issuer\":\"%s\",\"name\":\"sub\",\"value\":\"%s\"}}"
                    .formatted(Subject.ISSUER, subject.sub());
        }
        String target = "\"target\":{\"kind\":\"token\",\"issuer\":\"%s\",\"jti\":\"%s\"}"
                .formatted(Subject.ISSUER, subject.jti());
        return operation == Operation.REINSTATE
                ? "{" + target + "}"
                : "{%s,\"expiresAt\":\"%s\"}".formatted(target, Instant.ofEpochSecond(subject.expiresAt()));
    }

    private Outcome outcome(Operation operation, @Nullable HttpResponse<String> response) {
        if (response == null) {
            return Outcome.NO_ANSWER;
        }
        int status = response.statusCode();
        if (status == 200 && operation == Operation.REINSTATE) {
            return reinstatement(response.body());
        }
        if (status == 200 || status == 201) {
            return Outcome.COMMITTED;
        }
        if (status != 503) {
            refusals.add(status + " " + response.body());
        }
        return Outcome.NOT_CONFIRMED;
    }

    /** A reinstatement that a revocation overtook was written; what prevails is for the log to say. */
    private static Outcome reinstatement(String body) {
        if (body.contains("\"outcome\":\"reinstated\"")) {
            return Outcome.COMMITTED;
        }
        return body.contains("\"outcome\":\"not_revoked\"") ? Outcome.NOTHING_TO_DO : Outcome.NOT_CONFIRMED;
    }

    /** Answers that a well-made request must not get. */
    Queue<String> refusals() {
        return refusals;
    }
}
