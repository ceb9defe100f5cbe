package io.revocast.soak.history;

import io.revocast.soak.history.Attempt.Operation;
import io.revocast.soak.history.Attempt.Outcome;
import io.revocast.soak.history.Claim.Interval;
import io.revocast.soak.history.Run.Answer;
import io.revocast.soak.history.Violation.Invariant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Reports about one token in one instance, with times in seconds. The revocation is acknowledged at 11. */
class ClaimCheckerTest {
    private static final Duration MAX_STALENESS = Duration.ofSeconds(5);
    private static final Subject TOKEN = new Subject(0, 0, 1_000);

    private final History history = new History(new History.Moments(0, 0));
    private final Incarnation process = new Incarnation("INSTANCE1.1", 0);

    ClaimCheckerTest() {
        history.add(TOKEN);
        history.add(process);
        requested(Operation.REVOKE, 10, 11);
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }

    private void requested(Operation operation, double invoked, double returned) {
        history.add(new Attempt(TOKEN.number(), operation, nanos(invoked), nanos(returned), Outcome.COMMITTED));
    }

    private static void answers(Incarnation by, Answer answer, double first, double last) {
        by.read(new Run(TOKEN.number(), answer, nanos(first), nanos(first), nanos(last), nanos(0.1)).toLine());
    }

    private void claimed(String instance, double asked, @Nullable Interval applied) {
        history.add(new Claim(TOKEN.number(), instance, nanos(asked), nanos(asked + 0.1), applied));
    }

    private static Interval exactly(double from, double until) {
        return new Interval(nanos(from), nanos(until));
    }

    private List<Invariant> violated() {
        return Checker.check(history, MAX_STALENESS).stream()
                .map(Violation::invariant)
                .toList();
    }

    @Test
    void reportOfAnInstanceThatEnforcesTheRevocationIsTrue() {
        answers(process, Answer.NOT_REVOKED, 9, 11.9);
        answers(process, Answer.REVOKED, 12.1, 60);
        claimed("INSTANCE1", 12.5, exactly(11.95, 12.05));

        assertThat(violated()).isEmpty();
    }

    @Test
    void instanceThatAcceptsTheTokenAfterItsReportHasLied() {
        answers(process, Answer.NOT_REVOKED, 9, 13);
        answers(process, Answer.REVOKED, 13.1, 60);
        claimed("INSTANCE1", 12, null);

        assertThat(violated()).containsExactly(Invariant.TRUE_REPORTS);
    }

    @Test
    void instanceThatWasFrozenWhenItWasReportedAndAcceptsAfterItThawsHasLied() {
        answers(process, Answer.NOT_REVOKED, 9, 11.5);
        process.read(new Run(TOKEN.number(), Answer.NOT_REVOKED, nanos(9), nanos(9), nanos(15.5), nanos(4)).toLine());
        answers(process, Answer.REVOKED, 15.6, 60);
        claimed("INSTANCE1", 12, null);

        assertThat(violated()).containsExactly(Invariant.TRUE_REPORTS);
    }

    @Test
    void reportAboutAnotherInstanceProvesNothingOfThisOne() {
        answers(process, Answer.NOT_REVOKED, 9, 13);
        answers(process, Answer.REVOKED, 13.1, 60);
        claimed("INSTANCE2", 12, null);

        assertThat(violated()).isEmpty();
    }

    @Test
    void processThatWasGoneCannotHaveAppliedIt() {
        Incarnation killed = new Incarnation("INSTANCE2.1", nanos(-100));
        history.add(killed);
        killed.end();
        long ended = killed.ended();
        history.add(new Claim(
                TOKEN.number(),
                "INSTANCE2",
                nanos(12),
                nanos(12.1),
                new Interval(ended + nanos(1), ended + nanos(1.01))));

        assertThat(Checker.check(history, MAX_STALENESS))
                .extracting(Violation::text)
                .containsExactly("INSTANCE2.1, token-0: reported as applied at a time at which no process of the"
                        + " instance ran");
    }

    @Test
    void processThatAnswersUnknownAfterTheTimeThatItReportedHasLied() {
        answers(process, Answer.NOT_REVOKED, 9, 11.5);
        answers(process, Answer.UNKNOWN, 11.6, 14);
        answers(process, Answer.REVOKED, 14.1, 60);
        claimed("INSTANCE1", 12, exactly(11.55, 11.6));

        assertThat(violated()).containsExactly(Invariant.TRUE_REPORTS);
    }

    @Test
    void timeThatIsNotExactIsNotHeldAgainstTheNextProcess() {
        Incarnation next = new Incarnation("INSTANCE1.2", nanos(13));
        history.add(next);
        answers(process, Answer.REVOKED, 11.5, 12);
        answers(next, Answer.UNKNOWN, 14, 15);
        answers(next, Answer.REVOKED, 15.1, 60);
        claimed("INSTANCE1", 13.5, new Interval(Long.MIN_VALUE, nanos(13.2)));

        assertThat(violated()).isEmpty();
    }

    @Test
    void reinstatementEndsWhatAReportPromises() {
        answers(process, Answer.REVOKED, 11.5, 20);
        requested(Operation.REINSTATE, 20.5, 21);
        answers(process, Answer.NOT_REVOKED, 20.6, 60);
        claimed("INSTANCE1", 12, exactly(11.45, 11.5));

        assertThat(violated()).isEmpty();
    }

    @Test
    void reportIsPartOfTheExplanation() {
        answers(process, Answer.NOT_REVOKED, 9, 13);
        claimed("INSTANCE1", 12, null);

        Violation violation = Checker.check(history, MAX_STALENESS).get(0);

        assertThat(new Explanation(history).of(violation))
                .map(String::strip)
                .contains("12.100 s  publisher: INSTANCE1 has applied it");
    }
}
