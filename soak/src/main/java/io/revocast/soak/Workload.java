package io.revocast.soak;

import io.revocast.soak.history.Attempt;
import io.revocast.soak.history.Attempt.Outcome;
import io.revocast.soak.history.History;
import io.revocast.soak.history.Subject;
import io.revocast.soak.lab.InstanceProcess;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes tokens, has every instance watch them, revokes them a second later, and repeats a request until it is answered as
 * committed, as a careful client does. One token in twenty is never revoked.
 */
final class Workload implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(40);
    private static final Duration REVOKE_AFTER = Duration.ofSeconds(1);
    private static final Duration REPEAT_AFTER = Duration.ofSeconds(2);
    private static final int MOST_IN_FLIGHT = 300;
    private static final int SHORTEST_LIFETIME_SECONDS = 60;
    private static final int LONGEST_LIFETIME_SECONDS = 600;

    private final History history;
    private final Fleet fleet;
    private final URI publisher;
    private final Random random;
    private final int rate;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "workload"));
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<Subject> watched = new PriorityQueue<>(Comparator.comparingLong(Subject::judgedUntilMillis));
    private volatile boolean ending;
    private int number;

    Workload(SoakOptions options, History history, Fleet fleet) {
        this.history = history;
        this.fleet = fleet;
        this.publisher = fleet.publisher().at("/v1/revocations");
        this.random = new Random(options.seed());
        this.rate = options.rate();
    }

    void start() {
        long period = TimeUnit.SECONDS.toNanos(1) / rate;
        var unused = timer.scheduleAtFixedRate(this::tick, 0, period, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        forgetWhatNoLongerMatters();
        if (ending || inFlight.get() >= MOST_IN_FLIGHT) {
            return;
        }
        long now = System.currentTimeMillis() / 1000;
        int lifetime = SHORTEST_LIFETIME_SECONDS + random.nextInt(LONGEST_LIFETIME_SECONDS - SHORTEST_LIFETIME_SECONDS);
        Subject subject = new Subject(number++, now - 1, now + lifetime);
        history.add(subject);
        watched.add(subject);
        fleet.instances().forEach(instance -> instance.watch(subject));
        if (!subject.isControl()) {
            later(subject, REVOKE_AFTER);
        }
    }

    private void forgetWhatNoLongerMatters() {
        long now = System.currentTimeMillis();
        while (!watched.isEmpty() && watched.peek().judgedUntilMillis() < now) {
            Subject subject = watched.remove();
            for (InstanceProcess instance : fleet.instances()) {
                instance.forget(subject);
            }
        }
    }

    private void later(Subject subject, Duration delay) {
        var unused = timer.schedule(() -> revoke(subject), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void revoke(Subject subject) {
        inFlight.incrementAndGet();
        HttpRequest request = HttpRequest.newBuilder(publisher)
                .timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(subject)))
                .build();
        long invoked = System.nanoTime();
        var unused = http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .whenComplete((response, failure) -> answered(subject, invoked, response));
    }

    private void answered(Subject subject, long invoked, @Nullable HttpResponse<String> response) {
        Outcome outcome = outcome(response);
        history.add(new Attempt(subject.number(), invoked, System.nanoTime(), outcome));
        inFlight.decrementAndGet();
        boolean expired = System.currentTimeMillis() > subject.expiresAt() * 1000;
        if (outcome != Outcome.COMMITTED && !ending && !expired) {
            later(subject, REPEAT_AFTER);
        }
    }

    private Outcome outcome(@Nullable HttpResponse<String> response) {
        if (response == null) {
            return Outcome.NO_ANSWER;
        }
        int status = response.statusCode();
        if (status == 200 || status == 201) {
            return Outcome.COMMITTED;
        }
        if (status != 503) {
            refusals.add(status + " " + response.body());
        }
        return Outcome.NOT_CONFIRMED;
    }

    private static String body(Subject subject) {
        String target = subject.isRevokedBySubject()
                ? "\"kind\":\"claim\",\"issuer\":\"%s\",\"name\":\"sub\",\"value\":\"%s\"}}"
                        .formatted(Subject.ISSUER, subject.sub())
                : "\"kind\":\"token\",\"issuer\":\"%s\",\"jti\":\"%s\"},\"expiresAt\":\"%s\"}"
                        .formatted(Subject.ISSUER, subject.jti(), Instant.ofEpochSecond(subject.expiresAt()));
        return "{\"target\":{" + target;
    }

    /** Answers that a well-made request must not get. */
    Queue<String> refusals() {
        return refusals;
    }

    /** Makes no more tokens, and waits until every request is answered. */
    void drain() throws InterruptedException {
        ending = true;
        long deadline = System.nanoTime() + ANSWER_LIMIT.toNanos();
        while (inFlight.get() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        ending = true;
        timer.shutdownNow();
    }
}
