package io.revocast.consumer;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

class VerdictTest {
    @Test
    void noOutageAndNoLimitOfTheListIsTheFaultOfTheToken() {
        assertThat(Arrays.stream(Verdict.Reason.values()).filter(Verdict.Reason::concernsToken))
                .containsExactly(Verdict.Reason.NO_ISSUER, Verdict.Reason.PAST_MARGIN, Verdict.Reason.MISSING_CLAIM);
    }
}
