package io.revocast.soak.history;

import io.revocast.soak.history.Claim.Interval;
import io.revocast.soak.history.Run.Answer;
import io.revocast.soak.history.Violation.Invariant;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Compares what the publisher reported of instances with their verdicts.
 *
 * <p>An instance that is reported to have applied a revocation refuses the token from then on, until a request is sent
 * that may take the revocation back. An application whose time is exact lies in the life of a process, and the process
 * answers REVOKED after it.
 */
final class ClaimChecker {
    /** The wall clock, which reports use, and the monotonic clock drift apart by less in a soak. */
    private static final long CLOCKS = Duration.ofMillis(200).toNanos();

    /** An application is not dated when its uncertainty is greater. */
    private static final long LONGEST_INTERVAL = Duration.ofSeconds(1).toNanos();

    private final History history;
    private final List<Violation> violations = new ArrayList<>();

    private ClaimChecker(History history) {
        this.history = history;
    }

    static List<Violation> check(History history) {
        ClaimChecker checker = new ClaimChecker(history);
        history.claims().forEach(checker::check);
        return checker.violations;
    }

    private void check(Claim claim) {
        Subject subject = history.subject(claim.subject());
        List<Incarnation> processes = history.incarnations().stream()
                .filter(each -> each.instance().equals(claim.instance()))
                .toList();
        for (Obligation obligation : history.obligations(subject)) {
            if (obligation.committed() <= claim.asked() && claim.observed() < obligation.until()) {
                for (Incarnation process : processes) {
                    requireRefused(claim, subject, process, claim.observed(), obligation.until());
                }
                checkTime(claim, subject, processes, obligation);
            }
        }
    }

    private void requireRefused(Claim claim, Subject subject, Incarnation process, long from, long until) {
        Long accepted = last(process.runs(subject.number()), from, until, false);
        if (accepted != null) {
            report(
                    claim,
                    subject,
                    process,
                    "accepted " + seconds(accepted - claim.observed())
                            + " after the publisher said that the instance had applied the revocation");
        }
    }

    private void checkTime(Claim claim, Subject subject, List<Incarnation> processes, Obligation obligation) {
        Interval applied = claim.applied();
        if (applied == null || !applied.isExact() || applied.until() - applied.from() > LONGEST_INTERVAL) {
            return;
        }
        long middle = applied.from() + (applied.until() - applied.from()) / 2;
        Incarnation process = processes.stream()
                .filter(each -> each.started() <= middle)
                .max(Comparator.comparingLong(Incarnation::started))
                .orElse(null);
        if (process == null || process.ended() < applied.from() - CLOCKS) {
            report(claim, subject, process, "reported as applied at a time at which no process of the instance ran");
            return;
        }
        boolean unknownToo = history.firstReinstatement(subject.number()) == Long.MAX_VALUE;
        long from = Math.max(obligation.committed(), applied.until() + CLOCKS);
        Long notEnforced = last(process.runs(subject.number()), from, obligation.until(), unknownToo);
        if (notEnforced != null) {
            report(
                    claim,
                    subject,
                    process,
                    "not enforced " + seconds(notEnforced - applied.until())
                            + " after the time at which the instance reported to have applied the revocation");
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

    private void report(Claim claim, Subject subject, @Nullable Incarnation process, String what) {
        String name = process == null ? claim.instance() : process.name();
        violations.add(
                new Violation(Invariant.TRUE_REPORTS, subject, process, name + ", " + subject.jti() + ": " + what));
    }

    private static String seconds(long nanos) {
        return String.format("%.3f s", nanos / 1e9);
    }
}
