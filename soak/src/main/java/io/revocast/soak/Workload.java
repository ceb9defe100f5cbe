package io.revocast.soak;

import io.revocast.soak.history.Attempt;
import io.revocast.soak.history.Attempt.Operation;
import io.revocast.soak.history.Attempt.Outcome;
import io.revocast.soak.history.History;
import io.revocast.soak.history.Subject;
import io.revocast.soak.lab.InstanceProcess;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Creates tokens, lets every instance check them, and revokes them a second later. It repeats a request until the answer
 * says committed, as a careful client does. One token in twenty is never revoked. About one in seven is reinstated some
 * seconds after its revocation, and most of these are revoked again. Half of the reinstatements without confirmation are
 * abandoned for that. There is never more than one request about a token.
 */
final class Workload implements AutoCloseable {
    private static final Duration REVOKE_AFTER = Duration.ofSeconds(1);
    private static final Duration REPEAT_AFTER = Duration.ofSeconds(2);
    private static final Duration GATE_CLOSED = Duration.ofMillis(100);
    private static final int SHORTEST_CHANGE_MILLIS = 2_000;
    private static final int LONGEST_CHANGE_MILLIS = 10_000;
    private static final int MOST_IN_FLIGHT = 300;
    private static final int SHORTEST_LIFETIME_SECONDS = 60;
    private static final int LONGEST_LIFETIME_SECONDS = 600;

    private final History history;
    private final Fleet fleet;
    private final RequestLimit requests;
    private final PublisherCaller publisher;
    private final Random random;
    private final int rate;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "workload"));
    private final Set<Integer> reinstated = ConcurrentHashMap.newKeySet();
    private final Queue<Subject> watched = new PriorityQueue<>(Comparator.comparingLong(Subject::judgedUntilMillis));
    private volatile boolean ending;
    private int number;

    /**
     * Prepares the workload.
     *
     * @param reports is asked about each committed revocation
     */
    Workload(SoakOptions options, History history, Fleet fleet, ReportedPropagation reports) {
        this.history = history;
        this.fleet = fleet;
        this.requests = fleet.requests();
        this.publisher = new PublisherCaller(fleet.publisher(), reports::askLater);
        this.random = new Random(options.seed());
        this.rate = options.rate();
    }

    void start() {
        long period = TimeUnit.SECONDS.toNanos(1) / rate;
        var unused = timer.scheduleAtFixedRate(this::tick, 0, period, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        forgetWhatNoLongerMatters();
        if (ending || requests.inside() >= MOST_IN_FLIGHT) {
            return;
        }
        long now = System.currentTimeMillis() / 1000;
        int lifetime = SHORTEST_LIFETIME_SECONDS + random.nextInt(LONGEST_LIFETIME_SECONDS - SHORTEST_LIFETIME_SECONDS);
        Subject subject = new Subject(number++, now - 1, now + lifetime);
        history.add(subject);
        watched.add(subject);
        fleet.instances().forEach(instance -> instance.watch(subject));
        if (!subject.isControl()) {
            later(REVOKE_AFTER, () -> request(subject, Operation.REVOKE));
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

    private void later(Duration delay, Runnable request) {
        if (!ending) {
            var unused = timer.schedule(request, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void request(Subject subject, Operation operation) {
        if (!requests.enter()) {
            later(GATE_CLOSED, () -> request(subject, operation));
            return;
        }
        if (ending) {
            // Not before it entered: what drain() does not wait for must not begin after it.
            requests.leave();
            return;
        }
        if (operation == Operation.REINSTATE) {
            history.reinstating(subject.number());
        }
        var unused = publisher.send(subject, operation).thenAccept(attempt -> answered(subject, attempt));
    }

    private void answered(Subject subject, Attempt attempt) {
        Operation operation = attempt.operation();
        Outcome outcome = attempt.outcome();
        history.add(attempt);
        requests.leave();
        if (System.currentTimeMillis() > subject.expiresAt() * 1000) {
            return;
        }
        boolean done = outcome == Outcome.COMMITTED || outcome == Outcome.NOTHING_TO_DO;
        if (operation == Operation.REINSTATE) {
            boolean givenUp = !done && subject.isRevokedAgain() && subject.number() % 2 == 0;
            if (!done && !givenUp) {
                later(REPEAT_AFTER, () -> request(subject, Operation.REINSTATE));
            } else if (subject.isRevokedAgain()) {
                later(changeAfter(subject), () -> request(subject, Operation.REVOKE));
            }
        } else if (!done) {
            later(REPEAT_AFTER, () -> request(subject, Operation.REVOKE));
        } else if (subject.isReinstated() && reinstated.add(subject.number())) {
            later(changeAfter(subject), () -> request(subject, Operation.REINSTATE));
        }
    }

    /** Some seconds, which the number of the token decides: answers come on threads of the client. */
    private static Duration changeAfter(Subject subject) {
        int spread = LONGEST_CHANGE_MILLIS - SHORTEST_CHANGE_MILLIS;
        return Duration.ofMillis(SHORTEST_CHANGE_MILLIS + subject.number() * 997L % spread);
    }

    /** Answers that a well-made request must not get. */
    Queue<String> refusals() {
        return publisher.refusals();
    }

    /** Makes no more tokens, and waits until every request is answered. */
    void drain() throws InterruptedException {
        ending = true;
        long deadline = System.nanoTime() + PublisherCaller.ANSWER_LIMIT.toNanos();
        while (requests.inside() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        ending = true;
        timer.shutdownNow();
    }
}
