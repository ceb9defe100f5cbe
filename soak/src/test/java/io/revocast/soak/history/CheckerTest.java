package io.revocast.soak.history;

import io.revocast.soak.history.Attempt.Operation;
import io.revocast.soak.history.Attempt.Outcome;
import io.revocast.soak.history.Run.Answer;
import io.revocast.soak.history.Violation.Invariant;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Histories of one token in one process, with times in seconds. */
class CheckerTest {
    private static final Duration MAX_STALENESS = Duration.ofSeconds(5);
    private static final Subject TOKEN = new Subject(0, 0, 1_000);
    private static final Subject CONTROL = new Subject(19, 0, 1_000);

    private final History history = new History(new History.Moments(0, 0));
    private final Incarnation process = new Incarnation("INSTANCE1.1", 0);

    CheckerTest() {
        history.add(TOKEN);
        history.add(CONTROL);
        history.add(process);
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }

    private void committed(double invoked, double returned) {
        requested(Operation.REVOKE, invoked, returned, Outcome.COMMITTED);
    }

    private void reinstated(double invoked, double returned) {
        requested(Operation.REINSTATE, invoked, returned, Outcome.COMMITTED);
    }

    private void requested(Operation operation, double invoked, double returned, Outcome outcome) {
        history.add(new Attempt(TOKEN.number(), operation, nanos(invoked), nanos(returned), outcome));
    }

    private void answers(Subject subject, Answer answer, double first, double last) {
        answers(subject, answer, first, last, 0.1);
    }

    private void answers(Subject subject, Answer answer, double first, double last, double longestGap) {
        process.read(
                new Run(subject.number(), answer, nanos(first), nanos(first), nanos(last), nanos(longestGap)).toLine());
    }

    private void says(double at, String state, double age) {
        process.read(new CheckSample(nanos(at), state, !state.equals("replaying"), nanos(age), 1, -1, 1, 1).toLine());
    }

    private List<Invariant> violated() {
        return Checker.check(history, MAX_STALENESS).stream()
                .map(Violation::invariant)
                .toList();
    }

    @Test
    void aRevocationEnforcedWithinTheBoundIsAsItShouldBe() {
        committed(10, 11);
        says(9.9, "current", 1);
        answers(TOKEN, Answer.NOT_REVOKED, 9, 15.9);
        answers(TOKEN, Answer.REVOKED, 15.95, 60);
        answers(CONTROL, Answer.NOT_REVOKED, 0, 60);

        assertThat(violated()).isEmpty();
    }

    @Test
    void aTokenAcceptedAfterTheBoundIsStale() {
        committed(10, 11);
        answers(TOKEN, Answer.NOT_REVOKED, 9, 16.001);

        assertThat(violated()).containsExactly(Invariant.FRESH);
    }

    @Test
    void refusingForWantOfKnowledgeIsNeverStale() {
        committed(10, 11);
        answers(TOKEN, Answer.UNKNOWN, 9, 300);

        assertThat(violated()).isEmpty();
    }

    @Test
    void aRequestThatWasNotConfirmedPromisesNothing() {
        requested(Operation.REVOKE, 10, 11, Outcome.NOT_CONFIRMED);
        answers(TOKEN, Answer.NOT_REVOKED, 9, 300);

        assertThat(violated()).isEmpty();
    }

    @Test
    void aRevocationThatIsForgottenIsAResurrection() {
        committed(10, 11);
        answers(TOKEN, Answer.REVOKED, 11, 12);
        answers(TOKEN, Answer.UNKNOWN, 12.1, 12.2);

        assertThat(violated()).containsExactly(Invariant.NO_RESURRECTION);
    }

    @Test
    void aRevocationMayBeForgottenWhenItsTokenHasEnded() {
        committed(10, 11);
        answers(TOKEN, Answer.REVOKED, 11, 1_119);
        answers(TOKEN, Answer.NOT_REVOKED, 1_120, 1_130);

        assertThat(violated()).isEmpty();
    }

    @Test
    void anEntryThatLeavesBeforeTheVerifiersLeewayIsOverIsAResurrection() {
        committed(10, 11);
        answers(TOKEN, Answer.REVOKED, 11, 1_060);
        answers(TOKEN, Answer.NOT_REVOKED, 1_061, 1_062);

        assertThat(violated()).contains(Invariant.NO_RESURRECTION);
    }

    @Test
    void aTokenThatNobodyRevokedMustNotBeRevoked() {
        answers(CONTROL, Answer.REVOKED, 5, 6);

        assertThat(violated()).containsExactly(Invariant.NO_INVENTION);
    }

    @Test
    void aTokenMustNotBeRevokedBeforeSomebodyAskedForIt() {
        committed(10, 11);
        answers(TOKEN, Answer.REVOKED, 9.9, 60);

        assertThat(violated()).containsExactly(Invariant.NO_INVENTION);
    }

    @Test
    void aReinstatedTokenMayBeAcceptedFromTheMomentOfTheRequest() {
        committed(10, 11);
        reinstated(20, 21);
        says(19, "current", 1);
        answers(TOKEN, Answer.NOT_REVOKED, 9, 11.1);
        answers(TOKEN, Answer.REVOKED, 11.2, 20.4);
        answers(TOKEN, Answer.NOT_REVOKED, 20.5, 60);

        assertThat(violated()).isEmpty();
    }

    @Test
    void aReinstatedTokenMayStayRefused() {
        committed(10, 11);
        reinstated(20, 21);
        answers(TOKEN, Answer.REVOKED, 11.2, 300);

        assertThat(violated()).isEmpty();
    }

    @Test
    void aTokenAcceptedBeforeItsReinstatementWasRequestedIsAResurrection() {
        committed(10, 11);
        reinstated(20, 21);
        answers(TOKEN, Answer.REVOKED, 11.2, 19.8);
        answers(TOKEN, Answer.NOT_REVOKED, 19.9, 60);

        assertThat(violated()).containsExactly(Invariant.NO_RESURRECTION, Invariant.FRESH);
    }

    @Test
    void aReinstatementWithoutAnswerMayHaveHappened() {
        committed(10, 11);
        requested(Operation.REINSTATE, 20, 60, Outcome.NO_ANSWER);
        answers(TOKEN, Answer.REVOKED, 11.2, 20.1);
        answers(TOKEN, Answer.NOT_REVOKED, 20.2, 300);

        assertThat(violated()).isEmpty();
    }

    @Test
    void aReinstatementThatFoundNothingToDoExcusesNothing() {
        committed(10, 11);
        requested(Operation.REINSTATE, 20, 21, Outcome.NOTHING_TO_DO);
        answers(TOKEN, Answer.NOT_REVOKED, 9, 60);

        assertThat(violated()).containsExactly(Invariant.FRESH);
    }

    @Test
    void aTokenRevokedAgainMustBeRefusedAgainWithinTheBound() {
        committed(10, 11);
        reinstated(20, 21);
        committed(30, 31);
        answers(TOKEN, Answer.REVOKED, 11.2, 20.4);
        answers(TOKEN, Answer.NOT_REVOKED, 20.5, 35.9);
        answers(TOKEN, Answer.REVOKED, 36, 60);

        assertThat(violated()).isEmpty();
    }

    @Test
    void aSecondRevocationThatIsLostIsStale() {
        committed(10, 11);
        reinstated(20, 21);
        committed(30, 31);
        answers(TOKEN, Answer.REVOKED, 11.2, 20.4);
        answers(TOKEN, Answer.NOT_REVOKED, 20.5, 300);

        assertThat(violated()).containsExactly(Invariant.FRESH);
    }

    @Test
    void aRevocationThatFollowsAReinstatementWithoutAnswerHolds() {
        committed(10, 11);
        requested(Operation.REINSTATE, 20, 29, Outcome.NO_ANSWER);
        committed(30, 31);
        answers(TOKEN, Answer.NOT_REVOKED, 20.5, 40);

        assertThat(violated()).containsExactly(Invariant.FRESH);
    }

    @Test
    void aRevocationThatAReinstatementMayHaveOvertakenPromisesNothing() {
        committed(10, 11);
        requested(Operation.REINSTATE, 20, 60, Outcome.NO_ANSWER);
        committed(30, 31);
        answers(TOKEN, Answer.REVOKED, 11.2, 30);
        answers(TOKEN, Answer.NOT_REVOKED, 30.1, 300);

        assertThat(violated()).isEmpty();
    }

    @Test
    void anAgeThatIsALieIsSeenBetweenTwoReinstatements() {
        committed(10, 11);
        reinstated(20, 21);
        committed(30, 31);
        reinstated(40, 41);
        says(33, "current", 1);
        answers(TOKEN, Answer.NOT_REVOKED, 20.5, 33.5);
        answers(TOKEN, Answer.REVOKED, 33.6, 40);
        answers(TOKEN, Answer.NOT_REVOKED, 40.1, 60);

        assertThat(violated()).containsExactly(Invariant.HONEST_AGE);
    }

    @Test
    void aTokenAcceptedThroughoutAPeriodIsSeenAlthoughTheRunBeginsBeforeAndEndsAfter() {
        committed(10, 11);
        reinstated(20, 21);
        answers(TOKEN, Answer.NOT_REVOKED, 9, 60);

        assertThat(violated()).containsExactly(Invariant.FRESH);
    }

    @Test
    void aProcessThatWasFrozenThroughoutAPeriodAcceptedNothingInIt() {
        committed(10, 11);
        reinstated(20, 21);
        answers(TOKEN, Answer.NOT_REVOKED, 9, 60, 12);

        assertThat(violated()).isEmpty();
    }

    @Test
    void aProcessThatReadsTheLogAgainMayForgetForAMomentWhatWasReinstatedOnce() {
        committed(10, 11);
        reinstated(20, 21);
        committed(30, 31);
        says(35, "current", 1);
        says(40, "rebuilding", 6);
        answers(TOKEN, Answer.REVOKED, 31.1, 40);
        answers(TOKEN, Answer.UNKNOWN, 40.1, 40.2);
        answers(TOKEN, Answer.REVOKED, 40.3, 60);

        assertThat(violated()).isEmpty();
    }

    @Test
    void theWorstLatenessIsThatOfTheLastAcceptance() {
        committed(10, 11);
        answers(TOKEN, Answer.NOT_REVOKED, 9, 13.5);
        answers(TOKEN, Answer.UNKNOWN, 13.6, 18);

        assertThat(Lateness.worst(history, List.of(TOKEN, CONTROL), List.of(process)))
                .isEqualTo(nanos(2.5));
    }

    @Test
    void nothingIsOwedBetweenAReinstatementAndTheNextRevocation() {
        committed(10, 11);
        assertThat(history.isOwed(TOKEN.number())).isTrue();

        history.reinstating(TOKEN.number());
        assertThat(history.isOwed(TOKEN.number())).isFalse();

        committed(30, 31);
        assertThat(history.isOwed(TOKEN.number())).isTrue();
    }

    @Test
    void anAgeYoungerThanTheKnowledgeIsALie() {
        committed(10, 11);
        says(13, "current", 1);
        answers(TOKEN, Answer.NOT_REVOKED, 9, 13.1);
        answers(TOKEN, Answer.REVOKED, 13.2, 60);

        assertThat(violated()).containsExactly(Invariant.HONEST_AGE);
    }

    @Test
    void anOldClaimThatTheTruthHasOvertakenIsNoLie() {
        committed(10, 11);
        says(13, "current", 3);
        says(14, "current", 0.5);
        answers(TOKEN, Answer.NOT_REVOKED, 9, 13.5);
        answers(TOKEN, Answer.REVOKED, 13.6, 60);

        assertThat(violated()).isEmpty();
    }

    @Test
    void aReadyProcessKnowsWhatWasAcknowledgedBeforeItStarted() {
        Incarnation second = new Incarnation("INSTANCE1.2", nanos(20));
        history.add(second);
        committed(10, 11);
        second.read(new CheckSample(nanos(22), "stale", true, -1, 0, -1, 1, 1).toLine());
        second.read(new Run(TOKEN.number(), Answer.UNKNOWN, nanos(21), nanos(21), nanos(22.1), 0).toLine());

        assertThat(violated()).containsExactly(Invariant.READY_COMPLETE);
    }

    @Test
    void aFaultAfterWhichNothingConvergedIsReported() {
        history.add(new Injection("leader killed", 0, 1, null, "INSTANCE1.1 is stale"));

        assertThat(violated()).containsExactly(Invariant.CONVERGED);
    }

    @Test
    void threadsAndHeapThatGrowAreReported() {
        for (int i = 0; i < 120; i++) {
            process.read(
                    new CheckSample(nanos(i), "current", true, 0, 0, 10_000_000 + 500_000L * i, 20 + i, 50).toLine());
        }

        assertThat(Checker.check(history, MAX_STALENESS))
                .extracting(Violation::text)
                .containsExactly(
                        "INSTANCE1.1: heap grew from 39062 KiB to 58593 KiB",
                        "INSTANCE1.1: threads grew from 80 to 120");
    }

    @Test
    void aViolationIsExplainedByTheEventsAroundIt() {
        history.add(new Injection("leader killed", nanos(10.5), nanos(14), nanos(15), ""));
        committed(10, 11);
        says(12, "current", 0);
        answers(TOKEN, Answer.NOT_REVOKED, 9, 17);

        Violation violation = Checker.check(history, MAX_STALENESS).get(0);

        assertThat(new Explanation(history).of(violation))
                .map(String::strip)
                .containsExactly(
                        "0.000 s  INSTANCE1.1 started",
                        "9.000 s  INSTANCE1.1 answers NOT_REVOKED",
                        "10.000 s  revoke token-0 requested",
                        "10.500 s  fault: leader killed",
                        "11.000 s  revoke token-0: COMMITTED",
                        "12.000 s  INSTANCE1.1 says current, age 0.000 s",
                        "14.000 s  healed: leader killed",
                        "17.000 s  INSTANCE1.1 answered NOT_REVOKED until here");
    }
}
