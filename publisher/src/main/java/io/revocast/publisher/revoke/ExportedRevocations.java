package io.revocast.publisher.revoke;

import io.revocast.consumer.LiveRevocation;
import io.revocast.consumer.TopicPosition;
import io.revocast.event.Origin;
import io.revocast.event.Receipt;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Makes the events again of what was exported, by the rules that hold for every request. Thread-safe. */
public final class ExportedRevocations {
    private final RevocationRules rules;
    private final Duration margin;
    private final Clock clock;
    private final UuidV7 ids;

    public ExportedRevocations(TokenLifetime lifetime, Clock clock) {
        this.rules = new RevocationRules(
                lifetime,
                TokenAuthenticity.NOT_CHECKED,
                new ClaimNameLimit(new NothingLive(), Integer.MAX_VALUE, clock),
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
    public Optional<RevocationEvent.Revoked> event(RevocationRequest request, String by)
            throws RejectedException, UnavailableException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant end = request instanceof RevocationRequest.ByTarget named ? named.expiresAt() : null;
        if (end != null && !end.isAfter(now.minus(margin))) {
            return Optional.empty();
        }
        return rules.judge(request) instanceof Intent.Revoke revoke
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

    /** A topic that is not read: what is appended is merged by every reader. */
    private static final class NothingLive implements LiveRevocations {
        @Override
        public boolean isReplayed() {
            return true;
        }

        @Override
        public Optional<String> unsettled() {
            return Optional.empty();
        }

        @Override
        public Optional<TopicPosition> position() {
            return Optional.empty();
        }

        @Override
        public Optional<LiveRevocation> find(Target target) {
            return Optional.empty();
        }

        @Override
        public Optional<Receipt> receiptOf(UUID request) {
            return Optional.empty();
        }

        @Override
        public boolean madeLive(Receipt receipt, UUID id) {
            return false;
        }

        @Override
        public Set<String> ruleNames(String issuer) {
            return Set.of();
        }

        @Override
        public Stream<LiveRevocation> live() {
            return Stream.empty();
        }

        @Override
        public boolean awaitApplied(Receipt receipt, Duration timeout) {
            return false;
        }
    }
}
