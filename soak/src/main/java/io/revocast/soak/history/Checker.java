package io.revocast.soak.history;

import io.revocast.soak.history.Run.Answer;
import io.revocast.soak.history.Violation.Invariant;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what in a history must not have happened.
 *
 * <p>The time of a check is the moment before its call. The time of an acknowledgement is the moment after it was read. A slow
 * process or a slow network therefore cannot make a correct answer look wrong.
 *
 * <p>A token must be refused from the acknowledgement of its revocation until a request is sent that may take this
 * revocation back. REVOKED stays right after that, because a reinstatement may be lost. A process that reads a log
 * again applies an old reinstatement again before the revocation that follows it. Of a token that was ever reinstated,
 * UNKNOWN is therefore never judged.
 */
public final class Checker {
    private final History history;
    private final Duration maxStaleness;
    private final List<Violation> violations = new ArrayList<>();

    private Checker(History history, Duration maxStaleness) {
        this.history = history;
        this.maxStaleness = maxStaleness;
    }

    /** Checks every invariant on everything that was recorded. */
    public static List<Violation> check(History history, Duration maxStaleness) {
        Checker checker = new Checker(history, maxStaleness);
        for (Incarnation incarnation : history.incarnations()) {
            Reports reports = new Reports(incarnation.samples());
            for (Subject subject : history.subjects()) {
                checker.check(incarnation, reports, subject);
            }
            Growth.of(incarnation.samples())
                    .forEach(growth -> checker.violations.add(
                            new Violation(Invariant.FLAT, null, incarnation, incarnation.name() + ": " + growth)));
        }
        history.injections().stream()
                .filter(injection -> injection.converged() == null)
                .forEach(injection -> checker.violations.add(new Violation(
                        Invariant.CONVERGED, null, null, "after " + injection.fault() + ": " + injection.missing())));
        checker.violations.addAll(ClaimChecker.check(history));
        return List.copyOf(checker.violations);
    }

    private void check(Incarnation incarnation, Reports reports, Subject subject) {
        List<Run> runs = incarnation.runs(subject.number());
        if (runs.isEmpty()) {
            return;
        }
        checkInvention(incarnation, subject, runs);
        if (runs.stream().allMatch(run -> run.answer() == Answer.REVOKED)) {
            return;
        }
        checkResurrection(incarnation, subject, runs);
        for (Obligation obligation : history.obligations(subject)) {
            check(incarnation, reports, subject, obligation);
        }
    }

    private void check(Incarnation incarnation, Reports reports, Subject subject, Obligation obligation) {
        List<Run> runs = incarnation.runs(subject.number());
        long committed = obligation.committed();
        long late = committed + maxStaleness.toNanos() + 1;
        Long lastAccepted = last(runs, late, obligation.until(), false);
        if (lastAccepted != null) {
            report(
                    Invariant.FRESH,
                    incarnation,
                    subject,
                    "accepted " + seconds(lastAccepted - committed) + " after the acknowledgement");
        }
        boolean unknownToo = history.firstReinstatement(subject.number()) == Long.MAX_VALUE;
        Long lastUnenforced = last(runs, committed, obligation.until(), unknownToo);
        if (lastUnenforced == null) {
            return;
        }
        Long reported = reports.latestTruthBefore(lastUnenforced);
        if (reported != null && committed < reported) {
            report(
                    Invariant.HONEST_AGE,
                    incarnation,
                    subject,
                    "not enforced though the process had said that it knew everything up to "
                            + seconds(reported - committed) + " after the acknowledgement");
        }
        Long ready = reports.ready();
        if (ready != null && committed < incarnation.started() && lastUnenforced > ready) {
            report(
                    Invariant.READY_COMPLETE,
                    incarnation,
                    subject,
                    "not enforced " + seconds(lastUnenforced - ready) + " after the process said that it was ready");
        }
    }

    private void checkInvention(Incarnation incarnation, Subject subject, List<Run> runs) {
        long attempted = history.attempted(subject);
        if (runs.stream().anyMatch(run -> run.answer() == Answer.REVOKED && run.firstAnswered() < attempted)) {
            report(Invariant.NO_INVENTION, incarnation, subject, "revoked before any request to revoke it");
        }
    }

    /**
     * A process may cease to refuse a token once a reinstatement was requested. Reinstatements are not counted: a process
     * that reads a log again applies a revocation and its reinstatement once more.
     */
    private void checkResurrection(Incarnation incarnation, Subject subject, List<Run> runs) {
        long end = history.judgedUntil(subject);
        long reinstating = history.firstReinstatement(subject.number());
        boolean revoked = false;
        for (Run run : runs) {
            boolean judged = run.first() < end && run.firstAnswered() < reinstating;
            if (revoked && judged && run.answer() != Answer.REVOKED) {
                report(
                        Invariant.NO_RESURRECTION,
                        incarnation,
                        subject,
                        run.answer() + " after REVOKED, " + seconds(end - run.first())
                                + " before its verdicts cease to matter");
                return;
            }
            revoked |= run.answer() == Answer.REVOKED;
        }
    }

    /** The last check within a time that did not answer REVOKED; null when there was none. */
    private static @Nullable Long last(List<Run> runs, long from, long until, boolean unknownToo) {
        Long last = null;
        for (Run run : runs) {
            if (run.answer() == Answer.NOT_REVOKED || (unknownToo && run.answer() == Answer.UNKNOWN)) {
                Long checked = run.checkedWithin(from, until);
                last = checked == null ? last : checked;
            }
        }
        return last;
    }

    private void report(Invariant invariant, Incarnation incarnation, Subject subject, String what) {
        violations.add(new Violation(
                invariant, subject, incarnation, incarnation.name() + ", " + subject.jti() + ": " + what));
    }

    private static String seconds(long nanos) {
        return String.format("%.3f s", nanos / 1e9);
    }
}
