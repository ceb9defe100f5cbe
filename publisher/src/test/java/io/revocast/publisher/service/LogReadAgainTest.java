package io.revocast.publisher.service;

import io.revocast.publisher.request.IdempotencyKey;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A log that is read again may have lost what was committed before, so no answer is confirmed across that. */
class LogReadAgainTest extends TwoPublishers {
    private static final RevocationStream.Results IGNORED = new RevocationStream.Results() {
        @Override
        public void done(long line, RevocationResult result) {}

        @Override
        public void refused(long line, RejectedException why) {}
    };

    private void isUnknown(ThrowingCallable request) {
        UnavailableException unknown = catchThrowableOfType(UnavailableException.class, request);

        assertThat(unknown.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(unknown).hasMessageContaining("read again meanwhile");
    }

    @Test
    void revocationIsNotConfirmed() throws Exception {
        log.beforeNextAppend(log::readAgain);

        isUnknown(() -> revoke(one, TOKEN));

        assertThat(revoke(one, TOKEN).commitment()).isNotNull();
    }

    @Test
    void reinstatementIsNotConfirmed() throws Exception {
        revokedByAnother(TOKEN);
        log.beforeNextAppend(log::readAgain);

        isUnknown(() -> reinstate(one, null));

        assertThat(reinstate(one, null).outcome()).isEqualTo(Reinstatement.Outcome.REINSTATED);
    }

    @Test
    void repetitionIsNotAnsweredFromTheLogBefore() throws Exception {
        RevocationResult first = revoke(one, TOKEN);
        log.beforeNextLookUp(log::readAgain);

        isUnknown(() -> revoke(two, TOKEN));

        assertThat(revoke(two, TOKEN)).isEqualTo(first);
    }

    @Test
    void lineOfARepeatedListIsNotAnsweredFromTheLogBefore() throws Exception {
        Requester importing = TestWrites.requester("import").with(new IdempotencyKey(key, null));
        try (RevocationStream first = one.stream(importing, IGNORED)) {
            first.add(1, request(TOKEN));
            first.finish();
        }

        try (RevocationStream repeated = two.stream(importing, IGNORED)) {
            log.beforeNextLookUp(log::readAgain);

            isUnknown(() -> repeated.add(1, request(TOKEN)));
        }
    }

    @Test
    void answerWithoutAWriteSaysThatNothingWasWritten() throws Exception {
        log.beforeNextLookUp(log::readAgain);

        UnavailableException unknown = catchThrowableOfType(
                UnavailableException.class,
                () -> one.reinstate(TestWrites.requester("support"), List.of(new Reinstatement.ByTarget(TOKEN, WHY))));

        assertThat(unknown.certainty()).isEqualTo(Certainty.NOT_WRITTEN);
    }
}
