package io.revocast.publisher.validate;

import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.UuidV7;
import io.revocast.publisher.request.KnownIssuers;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.time.BoundedClock;
import io.revocast.publisher.token.TokenAuthenticity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** Makes the events again of what was exported, by the rules that hold for every request. Thread-safe. */
public final class ExportedRevocations {
    private final RequestValidator validator;
    private final Duration margin;
    private final Clock clock;
    private final UuidV7 ids;

    public ExportedRevocations(TokenLifetime lifetime, Clock clock) {
        this.validator = new RequestValidator(
                lifetime,
                TokenAuthenticity.NOT_CHECKED,
                new TargetRules(Integer.MAX_VALUE, KnownIssuers.ANY),
                issuer -> Set.of(),
                true,
                clock);
        this.margin = lifetime.margin();
        this.clock = clock;
        this.ids = new UuidV7(clock);
    }

    /**
     * Returns the event; empty when no matching token could still be accepted.
     *
     * @param by who appends it
     */
    public Optional<RevocationEvent.Revoked> event(RevokeRequest request, String by)
            throws RejectedException, UnavailableException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant end = request instanceof RevokeRequest.ByTarget named ? named.expiresAt() : null;
        if (end != null && !end.isAfter(BoundedClock.boundsOf(clock).earliest().minus(margin))) {
            return Optional.empty();
        }
        return validator.validate(request) instanceof ValidatedRequest.Revoke revoke
                ? Optional.of(new RevocationEvent.Revoked(
                        revoke.revocation(),
                        new Origin(
                                ids.next(),
                                now,
                                revoke.explanation().reason(),
                                revoke.explanation().note(),
                                by)))
                : Optional.empty();
    }
}
