package io.revocast.publisher;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;

import java.util.function.BooleanSupplier;

/**
 * The check of the publisher's own list. While the topic is not verified, what is not found is unknown: the topic may be
 * an empty one, in place of one that was lost.
 *
 * @param verified whether the topic was found to be the one that holds the revocations
 */
record PublisherCheck(RevocationCheck list, BooleanSupplier verified) implements RevocationCheck {
    @Override
    public Verdict check(VerifiedToken token) {
        Verdict verdict = list.check(token);
        return verdict instanceof Verdict.NotRevoked && !verified.getAsBoolean()
                ? new Verdict.Unknown(Verdict.Reason.STARTING, FailurePolicy.DENY)
                : verdict;
    }
}
