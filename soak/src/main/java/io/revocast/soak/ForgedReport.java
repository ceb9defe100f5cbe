package io.revocast.soak;

import io.revocast.client.RevocationReply.Confirmed;
import io.revocast.embedded.FaultProxy;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.InstanceReport.Applied;
import io.revocast.event.internal.InstanceReport.ClockOffset;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.event.internal.InstanceReport.ListState;
import io.revocast.event.internal.InstanceReport.Program;
import io.revocast.event.internal.InstanceReport.ReaderSettings;
import io.revocast.event.internal.InstanceReport.Replay;
import io.revocast.soak.history.Attempt;
import io.revocast.soak.history.Attempt.Operation;
import io.revocast.soak.history.CheckSample;
import io.revocast.soak.history.Checker;
import io.revocast.soak.history.Claim;
import io.revocast.soak.history.History;
import io.revocast.soak.history.Subject;
import io.revocast.soak.history.Violation.Invariant;
import io.revocast.soak.lab.InstanceProcess;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Tests the checker with a report that is not true. An instance is cut off, a token is revoked, and a report in the name
 * of the instance says that it has applied the revocation. The checker must report a violation.
 */
final class ForgedReport {
    /** Beyond the numbers of the workload. */
    private static final int FIRST_NUMBER = 1_000_000_000;

    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration UNCERTAINTY = Duration.ofMillis(3);
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Fleet fleet;
    private final History history;
    private final ReportedPropagation reports;
    private final InstanceProcess victim;
    private final Subject subject = subject();

    ForgedReport(Fleet fleet, History history, ReportedPropagation reports) {
        this.fleet = fleet;
        this.history = history;
        this.reports = reports;
        this.victim = fleet.instances().get(0);
    }

    private static Subject subject() {
        long now = Instant.now().getEpochSecond();
        int number = FIRST_NUMBER;
        Subject subject = new Subject(number, now - 1, now + LIFETIME.toSeconds());
        while (subject.isControl() || subject.isRevokedBySubject() || subject.isReinstated()) {
            number++;
            subject = new Subject(number, now - 1, now + LIFETIME.toSeconds());
        }
        return subject;
    }

    /** Throws {@link IllegalStateException} when the checker does not see that the report is not true. */
    void mustBeSeen() throws InterruptedException {
        history.add(subject);
        victim.watch(subject);
        await("the instance accepts the token", () -> victim.incarnation().accepts(subject.number()));
        fleet.network(victim, proxy -> proxy.fault(FaultProxy.Fault.BLACK_HOLE));
        try {
            Confirmed revoked = revoke();
            fleet.filler().report(report(revoked.receipt()));
            UUID id = Objects.requireNonNull(revoked.id());
            await("the publisher believes the report", () -> {
                reports.ask(subject, id);
                return isClaimed();
            });
            long claimed = System.nanoTime();
            await("the instance checks the token again", () -> {
                CheckSample latest = victim.incarnation().latest();
                return latest != null && latest.at() > claimed;
            });
            // Runs are printed after the sample.
            await("the checker sees that the report is not true", this::isSeen);
        } finally {
            fleet.network(victim, FaultProxy::heal);
        }
    }

    private Confirmed revoke() {
        AtomicReference<Confirmed> reply = new AtomicReference<>();
        Attempt attempt = new PublisherCaller(fleet.publisher(), (revoked, confirmed) -> reply.set(confirmed))
                .send(subject, Operation.REVOKE)
                .join();
        history.add(attempt);
        Confirmed confirmed = reply.get();
        if (confirmed == null) {
            throw new IllegalStateException(
                    "the publisher did not revoke the token of the forged report: " + attempt.outcome());
        }
        return confirmed;
    }

    /** It says that the revocation was applied live, by a process whose first report was another one. */
    private InstanceReport report(Receipt receipt) {
        Instant now = Instant.now();
        return new InstanceReport(
                new InstanceId(Subject.SERVICE, victim.name()),
                UUID.randomUUID(),
                2,
                now,
                new Program("forged", "0"),
                new ListState("CURRENT", 1, Duration.ZERO, "DENY", SoakOptions.MAX_STALENESS),
                new ReaderSettings(Fleet.TOPIC, Duration.ofSeconds(1)),
                receipt.topicId(),
                Map.of(receipt.partition(), new Applied(receipt.offset() + 1, receipt.offset(), now)),
                // Without an epoch, the offset counts at its word.
                Map.of(),
                new Replay(1, Map.of(receipt.partition(), receipt.offset())),
                null,
                new ClockOffset(Duration.ZERO, UNCERTAINTY),
                List.of());
    }

    private boolean isClaimed() {
        return history.claims().stream()
                .filter(claim -> claim.subject() == subject.number())
                .map(Claim::instance)
                .anyMatch(victim.name()::equals);
    }

    private boolean isSeen() {
        return Checker.check(history, SoakOptions.MAX_STALENESS).stream()
                .anyMatch(violation ->
                        violation.invariant() == Invariant.TRUE_REPORTS && subject.equals(violation.subject()));
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "after a forged report, it was not true within " + LIMIT.toSeconds() + " s that " + what);
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }
}
