package io.revocast.event;

import io.revocast.event.internal.RandomEvents;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RevocationTest {
    private static final Target TOKEN = new Target.Token("https://issuer.example", "1");
    private static final Target KEY = new Target.Key("https://issuer.example", "k");
    private static final Instant T1 = Instant.ofEpochSecond(1_000);
    private static final Instant T2 = Instant.ofEpochSecond(2_000);

    @Test
    void mergingKeepsTheLaterOfEachInstant() {
        Target subject = new Target.Claim("https://issuer.example", "sub", "alice");

        assertThat(new Revocation(subject, T2, T1).merge(new Revocation(subject, T1, T2)))
                .isEqualTo(new Revocation(subject, T2, T2));
    }

    @Test
    void cutOffsForLoginsMergeByMaximumWhereNoneIsTheEarliest() {
        Target subject = new Target.Claim("https://issuer.example", "sub", "alice");

        assertThat(new Revocation(subject, T1, T1, T1).merge(new Revocation(subject, T1, T1, T2)))
                .isEqualTo(new Revocation(subject, T1, T1, T2));
        assertThat(new Revocation(subject, T1, T1, T2).merge(new Revocation(subject, T2, T2)))
                .isEqualTo(new Revocation(subject, T2, T2, T2));
        assertThat(new Revocation(subject, T1, T1).covers(new Revocation(subject, T1, T1, T1)))
                .isFalse();
        assertThat(new Revocation(KEY, T1, null).covers(new Revocation(KEY, T1, T2, T2)))
                .isTrue();
    }

    @Test
    void aCutOffForLoginsStandsBesideOneForIat() {
        assertThatThrownBy(() -> new Revocation(KEY, T1, null, T2))
                .hasMessage("authenticatedBefore must not be given without issuedBefore: 1970-01-01T00:33:20Z;"
                        + " readers that do not know it judge by issuedBefore alone");
    }

    @Test
    void noCutOffIsTheLatestCutOff() {
        assertThat(new Revocation(KEY, T1, T2).merge(new Revocation(KEY, T1, null)))
                .isEqualTo(new Revocation(KEY, T1, null));
    }

    @Test
    void mergingIsCommutativeAssociativeAndIdempotent() {
        RandomEvents events = RandomEvents.seeded();
        for (int i = 0; i < 1_000; i++) {
            Revocation a = events.revocation(KEY);
            Revocation b = events.revocation(KEY);
            Revocation c = events.revocation(KEY);

            assertThat(a.merge(b)).as("%s", events).isEqualTo(b.merge(a));
            assertThat(a.merge(b).merge(c)).as("%s", events).isEqualTo(a.merge(b.merge(c)));
            assertThat(a.merge(a)).as("%s", events).isEqualTo(a);
            assertThat(a.merge(b).covers(a)).as("%s", events).isTrue();
        }
    }

    @Test
    void aCutOffIsRequiredWhereLaterTokensMustPassAndRefusedWhereItMeansNothing() {
        assertThatThrownBy(() -> new Revocation(new Target.Issuer("i"), T1, null))
                .hasMessage(
                        "issuedBefore must be given for target kind issuer: without it new log-ins would be refused too");
        assertThatThrownBy(() -> new Revocation(TOKEN, T1, T1))
                .hasMessage("issuedBefore must be absent for a token: 1970-01-01T00:16:40Z");
    }

    @Test
    void instantsAreWholeSecondsWithinTheCalendar() {
        assertThatThrownBy(() -> new Revocation(TOKEN, Instant.ofEpochMilli(1_500), null))
                .hasMessage("expiresAt must be in whole seconds: 1970-01-01T00:00:01.500Z");
        assertThatThrownBy(() -> new Revocation(TOKEN, Instant.MAX.truncatedTo(ChronoUnit.SECONDS), null))
                .hasMessageStartingWith("expiresAt must lie between 1970 and 9999");
    }
}
