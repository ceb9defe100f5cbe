package io.revocast.demo;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A publisher and the list that it feeds, in memory. Thread-safe. */
final class FakePublisher implements PublisherConnection, RevocationCheck {
    private final Clock clock;
    private final Map<Target, Revocation> live = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<UUID, Reply> outcomes = new HashMap<>();
    private int loseAnswers;
    private volatile boolean unavailable;
    private volatile boolean stale;

    FakePublisher(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Reply revoke(Request request) {
        if (unavailable) {
            throw new TryLaterException("the publisher did not answer", null);
        }
        if (request.key() != null && outcomes.containsKey(request.key())) {
            return outcomes.get(request.key());
        }
        requests.add(request);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant cutOff = request.target() instanceof Target.Token
                ? null
                : request.issuedBefore() == null ? now : request.issuedBefore();
        Revocation revocation = new Revocation(request.target(), now.plus(Duration.ofDays(1)), cutOff);
        Revocation before = live.putIfAbsent(request.target(), revocation);
        Reply reply = new Reply(before == null ? Outcome.CREATED : Outcome.ALREADY_REVOKED, clock.instant());
        if (request.key() != null) {
            outcomes.put(request.key(), reply);
        }
        if (loseAnswers-- > 0) {
            throw new TryLaterException("the answer was lost", null);
        }
        return reply;
    }

    @Override
    public Verdict check(VerifiedToken token) {
        String issuer = String.valueOf(token.issuer());
        Stream<Target> targets = Stream.of(
                new Target.Token(issuer, String.valueOf(token.jti())),
                new Target.Claim(issuer, "sub", String.valueOf(token.claim("sub"))),
                new Target.Claim(issuer, "sid", String.valueOf(token.claim("sid"))));
        return targets.map(live::get)
                .filter(revocation -> revocation != null && matches(revocation, token))
                .<Verdict>map(Verdict.Revoked::new)
                .findFirst()
                .orElseGet(() -> stale
                        ? new Verdict.Unknown(Verdict.Reason.STALE, FailurePolicy.DENY)
                        : new Verdict.NotRevoked());
    }

    private static boolean matches(Revocation revocation, VerifiedToken token) {
        Instant cutOff = revocation.issuedBefore();
        return cutOff == null || token.issuedAt() <= cutOff.getEpochSecond();
    }

    void setUnavailable() {
        unavailable = true;
    }

    /** Carries out the next requests, and answers none of them. */
    synchronized void loseAnswers(int next) {
        loseAnswers = next;
    }

    void setStale() {
        stale = true;
    }

    /** What it was asked and confirmed, in order. */
    List<Request> requests() {
        return requests;
    }
}
