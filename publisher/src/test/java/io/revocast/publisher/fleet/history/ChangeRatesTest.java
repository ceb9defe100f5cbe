package io.revocast.publisher.fleet.history;

import io.revocast.event.Target;
import io.revocast.publisher.append.CanaryIssuer;
import io.revocast.publisher.fleet.history.ChangeRates.Change;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeRatesTest {
    private static final Target ONE = new Target.Token("https://one", "a");
    private static final Target TWO = new Target.Token("https://two", "b");
    private static final int LAST = TimeSteps.COUNT - 1;

    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private final ChangeRates rates = new ChangeRates(() -> now);

    private void nextStep() {
        now = now.plus(TimeSteps.LENGTH);
        rates.tick();
    }

    private int[] series(Change change, String... issuers) {
        return rates.series(change, TimeSteps.firstShown(now), Set.of(issuers));
    }

    private void becomeCurrent() {
        rates.tick();
        rates.current(true);
        nextStep();
    }

    @Test
    void changesAreCountedInTheStepInWhichTheyWereApplied() {
        becomeCurrent();
        rates.count(Change.REVOKED, ONE);
        rates.count(Change.REVOKED, ONE);
        rates.count(Change.REINSTATED, TWO);
        nextStep();
        nextStep();

        assertThat(series(Change.REVOKED)[LAST - 1]).isEqualTo(2);
        assertThat(series(Change.REINSTATED)[LAST - 1]).isEqualTo(1);
        assertThat(series(Change.REVOKED)[LAST]).as("known to be none").isZero();
    }

    @Test
    void stepsBeforeThePublisherWasCurrentAreNotKnown() {
        becomeCurrent();
        nextStep();

        int[] series = series(Change.REVOKED);

        assertThat(series[LAST]).isZero();
        assertThat(Arrays.copyOf(series, LAST)).containsOnly(ChangeRates.UNKNOWN);
    }

    @Test
    void stepInWhichThePublisherWasNotCurrentIsNotKnown() {
        becomeCurrent();
        rates.current(false);
        rates.current(true);
        rates.count(Change.REVOKED, ONE);
        nextStep();

        assertThat(series(Change.REVOKED)[LAST]).isEqualTo(ChangeRates.UNKNOWN);
        nextStep();
        assertThat(series(Change.REVOKED)[LAST]).isZero();
    }

    @Test
    void stepWithoutATickIsNotKnown() {
        becomeCurrent();
        now = now.plus(TimeSteps.LENGTH.multipliedBy(3));
        rates.tick();

        assertThat(series(Change.REVOKED)[LAST]).isEqualTo(ChangeRates.UNKNOWN);
        assertThat(series(Change.REVOKED)[LAST - 2]).isZero();
    }

    @Test
    void droppedNotificationsMakeTheirStepsUnknown() {
        becomeCurrent();
        nextStep();
        rates.missed();
        nextStep();
        nextStep();

        assertThat(Arrays.copyOfRange(series(Change.REVOKED), LAST - 2, LAST + 1))
                .containsExactly(ChangeRates.UNKNOWN, ChangeRates.UNKNOWN, 0);
    }

    @Test
    void limitedCallerSeesTheChangesOfItsIssuersOnly() {
        becomeCurrent();
        rates.count(Change.REVOKED, ONE);
        rates.count(Change.REVOKED, TWO);
        nextStep();

        assertThat(series(Change.REVOKED, "https://two")[LAST]).isEqualTo(1);
        assertThat(series(Change.REVOKED, "https://three")[LAST]).isZero();
        assertThat(series(Change.REVOKED, "https://one", "https://two")[LAST]).isEqualTo(2);
    }

    @Test
    void stepWithManyIssuersIsKnownToCallersThatSeeAll() {
        becomeCurrent();
        for (int i = 0; i <= ChangeRates.MOST_ISSUERS; i++) {
            rates.count(Change.REVOKED, new Target.Token("https://issuer-" + i, "a"));
        }
        nextStep();

        assertThat(series(Change.REVOKED)[LAST]).isEqualTo(ChangeRates.MOST_ISSUERS + 1);
        assertThat(series(Change.REVOKED, "https://issuer-0")[LAST]).isEqualTo(ChangeRates.UNKNOWN);
    }

    @Test
    void canariesDoNotCount() {
        becomeCurrent();
        rates.count(Change.REVOKED, new Target.Token(CanaryIssuer.ISSUER, "a"));
        nextStep();

        assertThat(series(Change.REVOKED)[LAST]).isZero();
    }

    @Test
    void stepsOfAnHourAgoAreForgotten() {
        becomeCurrent();
        rates.count(Change.REVOKED, ONE);
        for (int i = 0; i < TimeSteps.COUNT; i++) {
            nextStep();
        }

        assertThat(series(Change.REVOKED)[0]).isEqualTo(1);
        nextStep();
        assertThat(series(Change.REVOKED)).containsOnly(0);
        assertThat(TimeSteps.KEPT).isEqualTo(Duration.ofHours(1));
    }
}
