package io.revocast.publisher.console;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.publisher.credentials.Credential;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class SignInCodesTest {
    private static final Credential KEY = new Credential.Bearer("key");

    private final MutableClock clock = new MutableClock(ConsoleFixture.BEGIN);
    private final SignInCodes codes = new SignInCodes(clock);

    @Test
    void codeIsValidOnce() {
        String code = codes.issue(KEY).code();

        assertThat(codes.redeem(code)).contains(KEY);
        assertThat(codes.redeem(code)).isEmpty();
    }

    @Test
    void codeIsValidForTenMinutes() {
        SignInCodes.Issued early = codes.issue(KEY);
        SignInCodes.Issued late = codes.issue(KEY);

        clock.pass(Duration.ofMinutes(10).minusMillis(1));
        assertThat(codes.redeem(early.code())).contains(KEY);
        clock.pass(Duration.ofMillis(1));
        assertThat(codes.redeem(late.code())).isEmpty();
    }

    @Test
    void oldestCodeMakesRoom() {
        SignInCodes.Issued oldest = codes.issue(KEY);
        SignInCodes.Issued second = codes.issue(KEY);
        for (int i = 1; i < SignInCodes.MOST; i++) {
            codes.issue(KEY);
        }

        assertThat(codes.redeem(oldest.code())).isEmpty();
        assertThat(codes.redeem(second.code())).contains(KEY);
    }

    @Test
    void codesCannotBeGuessedAndAreNotShown() {
        SignInCodes.Issued issued = codes.issue(KEY);

        assertThat(issued.code()).hasSize(43).isNotEqualTo(codes.issue(KEY).code());
        assertThat(issued.toString()).doesNotContain(issued.code());
        assertThat(codes.redeem("")).isEmpty();
    }
}
