package io.revocast.publisher.validate;

import io.revocast.event.Revocation;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.time.BoundedClock;
import io.revocast.publisher.time.TimeBounds;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Judges a request by both bounds of the time. Results that differ are answered with neither, because one of them is wrong.
 * Of two ends the later one counts: it covers the other.
 */
final class TimeAgreement {
    private TimeAgreement() {}

    /** Judges a request at a time. */
    @FunctionalInterface
    interface Judgement {
        ValidatedRequest at(Instant now) throws RejectedException;
    }

    /** One of the two is null. */
    private record Result(
            @Nullable ValidatedRequest validated, @Nullable RejectedException rejected) {
        static Result of(Judgement judgement, Instant now) {
            try {
                return new Result(judgement.at(now), null);
            } catch (RejectedException e) {
                return new Result(null, e);
            }
        }
    }

    /**
     * Returns the result that does not depend on which clock is right.
     *
     * @throws RejectedException when a rule is broken by either clock
     * @throws UnavailableException when the result depends on it; nothing was written
     */
    static ValidatedRequest of(Clock clock, Judgement judgement) throws RejectedException, UnavailableException {
        TimeBounds bounds = BoundedClock.boundsOf(clock);
        if (bounds.isCertain()) {
            return judgement.at(bounds.earliest());
        }
        Result early = Result.of(judgement, bounds.earliest());
        Result late = Result.of(judgement, bounds.latest());
        RejectedException rejected = early.rejected();
        if (rejected != null && late.rejected() != null && isSame(rejected, late.rejected())) {
            throw rejected;
        }
        if (early.validated() != null && late.validated() != null) {
            Optional<ValidatedRequest> agreed = agreed(early.validated(), late.validated(), bounds.isKnown());
            if (agreed.isPresent()) {
                return agreed.get();
            }
        }
        throw new UnavailableException(
                Certainty.NOT_WRITTEN,
                "the result depends on the time, and " + bounds.doubt()
                        + "; nothing was written. Synchronise the clocks of publisher and brokers, or repeat the request");
    }

    private static boolean isSame(RejectedException one, RejectedException other) {
        return one.kind() == other.kind() && Objects.equals(one.field(), other.field());
    }

    private static Optional<ValidatedRequest> agreed(ValidatedRequest early, ValidatedRequest late, boolean known) {
        if (early.equals(late)) {
            return Optional.of(early);
        }
        return known
                        && early instanceof ValidatedRequest.Revoke first
                        && late instanceof ValidatedRequest.Revoke last
                        && haveSameCutOffs(first.revocation(), last.revocation())
                ? Optional.of(last)
                : Optional.empty();
    }

    /** An ended session has its end as cut-off: it matches every token of the session. */
    private static boolean haveSameCutOffs(Revocation one, Revocation other) {
        boolean ended =
                one.expiresAt().equals(one.issuedBefore()) && other.expiresAt().equals(other.issuedBefore());
        return Objects.equals(one.authenticatedBefore(), other.authenticatedBefore())
                && (ended || Objects.equals(one.issuedBefore(), other.issuedBefore()))
                && !other.expiresAt().isBefore(one.expiresAt());
    }
}
