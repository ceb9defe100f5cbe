package io.revocast.soak;

import io.revocast.client.InstancePropagation;
import io.revocast.client.PropagationReply;
import io.revocast.client.RevocationClient;
import io.revocast.client.RevocationRefusedException;
import io.revocast.client.RevocationReply;
import io.revocast.client.RevocationUnconfirmedException;
import io.revocast.soak.history.Claim;
import io.revocast.soak.history.History;
import io.revocast.soak.history.Subject;
import io.revocast.soak.lab.SoakPublisher;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks the publisher which instances have applied a revocation, during its way through the fleet and some seconds later,
 * and records the answers. Thread-safe.
 */
final class ReportedPropagation implements AutoCloseable {
    private static final List<Duration> ASK_AFTER = List.of(Duration.ofMillis(50), Duration.ofSeconds(6));
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final Duration LATEST = Duration.ofSeconds(1);
    private static final int THREADS = 4;

    private final History history;
    private final RevocationClient client;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "reported-propagation");
        thread.setDaemon(true);
        return thread;
    });

    ReportedPropagation(History history, SoakPublisher publisher) {
        this.history = history;
        this.client = RevocationClient.builder(publisher.at("/"))
                .connectTimeout(ANSWER_LIMIT)
                .requestTimeout(ANSWER_LIMIT)
                .tries(1)
                .build();
    }

    /** Asks twice, unless so many questions wait that it would be much later. */
    void askLater(Subject subject, RevocationReply.Confirmed reply) {
        UUID id = reply.id();
        if (id == null || threads.isShutdown()) {
            return;
        }
        for (Duration delay : ASK_AFTER) {
            long due = System.nanoTime() + delay.toNanos();
            var unused = threads.schedule(
                    () -> {
                        if (System.nanoTime() - due < LATEST.toNanos()) {
                            ask(subject, id);
                        }
                    },
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    /** Asks now; an answer that does not come in time, or that nothing is known, is no claim. */
    void ask(Subject subject, UUID id) {
        long asked = System.nanoTime();
        try {
            PropagationReply reply = client.propagation(id);
            long observed = System.nanoTime();
            for (InstancePropagation each : reply.detail()) {
                if (each.service().equals(Subject.SERVICE) && each.outcome().equals("applied")) {
                    history.add(new Claim(subject.number(), each.instance(), asked, observed, time(each)));
                }
            }
        } catch (RevocationRefusedException | RevocationUnconfirmedException e) {
            // The publisher is being broken at the moment, or the revocation was taken back.
        }
    }

    private Claim.@Nullable Interval time(InstancePropagation instance) {
        Instant at = instance.appliedAt();
        if (at == null) {
            return null;
        }
        long applied = history.moments().nanoTime(at.toEpochMilli());
        Duration uncertainty = instance.uncertainty();
        long around = uncertainty == null ? 0 : uncertainty.toNanos();
        boolean exact = "exact".equals(instance.precision());
        return new Claim.Interval(exact ? applied - around : Long.MIN_VALUE, applied + around);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
