package io.revocast.soak;

import io.revocast.client.Reason;
import io.revocast.client.ReinstatementReply;
import io.revocast.client.RevocationClient;
import io.revocast.client.RevocationRefusedException;
import io.revocast.client.RevocationReply;
import io.revocast.client.RevocationRequest;
import io.revocast.client.RevocationUnconfirmedException;
import io.revocast.event.Target;
import io.revocast.soak.history.Attempt;
import io.revocast.soak.history.Attempt.Operation;
import io.revocast.soak.history.Attempt.Outcome;
import io.revocast.soak.history.Subject;
import io.revocast.soak.lab.SoakPublisher;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Sends requests to the publisher, one try each, and records the outcome of each. Thread-safe. */
final class PublisherCaller {
    /** The longest wait for an answer. */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(40);

    private static final int UNAVAILABLE = 503;

    private final RevocationClient client;
    private final Committed committed;
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    /** The workload limits the requests in flight, and so the threads. */
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "publisher-caller");
        thread.setDaemon(true);
        return thread;
    });

    /** Learns which revocations are committed, on a thread of the caller. */
    interface Committed {
        void revoked(Subject subject, RevocationReply.Confirmed reply);
    }

    /**
     * Makes a caller.
     *
     * @param committed learns of each committed revocation before its request completes
     */
    PublisherCaller(SoakPublisher publisher, Committed committed) {
        this.committed = committed;
        this.client = RevocationClient.builder(publisher.at("/"))
                .connectTimeout(Duration.ofSeconds(2))
                .requestTimeout(ANSWER_LIMIT)
                .tries(1)
                .build();
    }

    /** Sends a request about a token. The result completes when the answer is read or given up, and never fails. */
    CompletableFuture<Attempt> send(Subject subject, Operation operation) {
        long invoked = System.nanoTime();
        return CompletableFuture.supplyAsync(() -> outcome(subject, operation), threads)
                .thenApply(outcome -> new Attempt(subject.number(), operation, invoked, System.nanoTime(), outcome));
    }

    private Outcome outcome(Subject subject, Operation operation) {
        try {
            if (operation == Operation.REINSTATE) {
                return reinstatement(client.reinstate(target(subject), Reason.NONE));
            }
            RevocationRequest request = RevocationRequest.of(target(subject));
            RevocationReply reply = client.revoke(
                    subject.isRevokedBySubject()
                            ? request
                            : request.withExpiresAt(Instant.ofEpochSecond(subject.expiresAt())));
            if (reply instanceof RevocationReply.Confirmed confirmed) {
                committed.revoked(subject, confirmed);
            }
            return Outcome.COMMITTED;
        } catch (RevocationRefusedException e) {
            refusals.add(e.status() + " " + e.document());
            return Outcome.NOT_CONFIRMED;
        } catch (RevocationUnconfirmedException e) {
            if (e.status() == 0) {
                return Outcome.NO_ANSWER;
            }
            if (e.status() != UNAVAILABLE) {
                refusals.add(String.valueOf(e.getMessage()));
            }
            return Outcome.NOT_CONFIRMED;
        }
    }

    private static Target target(Subject subject) {
        return subject.isRevokedBySubject()
                ? new Target.Claim(Subject.ISSUER, "sub", subject.sub())
                : new Target.Token(Subject.ISSUER, subject.jti());
    }

    /** A reinstatement that a revocation overtook was written; the log decides which one prevails. */
    private static Outcome reinstatement(ReinstatementReply reply) {
        return switch (reply.outcome()) {
            case REINSTATED -> Outcome.COMMITTED;
            case NOT_REVOKED -> Outcome.NOTHING_TO_DO;
            case REVOKED_AGAIN -> Outcome.NOT_CONFIRMED;
        };
    }

    /** Answers that a valid request must not get. */
    Queue<String> refusals() {
        return refusals;
    }
}
