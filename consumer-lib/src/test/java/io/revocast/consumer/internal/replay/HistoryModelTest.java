package io.revocast.consumer.internal.replay;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Freshness;
import io.revocast.consumer.VerifiedToken;
import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.TestToken;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.CounterSet;
import io.revocast.consumer.internal.status.ListLog;
import io.revocast.consumer.internal.status.ListenerDispatcher;
import io.revocast.consumer.internal.status.ReplayProgress;
import io.revocast.consumer.internal.store.ExpiryClock;
import io.revocast.consumer.internal.store.RevocationStore;
import io.revocast.consumer.internal.store.TokenMatcher;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RandomEvents;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.event.internal.TopicSettings;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the list with plain maps after random histories of records, in the publisher's spelling and in others.
 * Meanwhile time passes, entries expire, the filter is rebuilt, and the wall clock is set forward and back.
 */
class HistoryModelTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    /** Cut-offs and times of issue lie in the past of every clock: an {@code iat} in the future is no proof. */
    private static final Instant LONG_AGO = START.minus(Duration.ofDays(100));

    private static final int TARGETS = 40_000;
    private static final int STEPS = 200_000;

    private final MutableClock clock = new MutableClock(START);
    private final ListSettings settings = new ListSettings(
            new ListSettings.Source("t", Map.of("bootstrap.servers", "127.0.0.1:1")),
            new ListSettings.Policy(
                    Duration.ofSeconds(30),
                    Freshness.PROBE,
                    FailurePolicy.DENY,
                    Duration.ofHours(24),
                    Long.MAX_VALUE,
                    Duration.ofSeconds(10)),
            new ListSettings.Time(clock, clock.nanoTime()),
            List.of(),
            false);
    private final ExpiryClock expiry = new ExpiryClock(settings.time());
    private final RevocationStore store = new RevocationStore(expiry, Long.MAX_VALUE, TopicSettings.DEFAULT_MARGIN);
    private final TokenMatcher matcher = new TokenMatcher(store);
    private final ListLog log = new ListLog(settings, new ReplayProgress(settings), new CounterSet());
    private final StoreWriter writer = new StoreWriter(
            settings,
            store,
            expiry,
            new ListenerDispatcher(settings, new ReplayProgress(settings), new CounterSet(), log),
            new CounterSet(),
            log);

    private final RandomEvents events = RandomEvents.seeded();
    private final RandomGenerator random = events.random();
    /** What must match; without what has ended. */
    private final Map<Target, Revocation> live = new HashMap<>();
    /** What may match, because no reinstatement followed. */
    private final Map<Target, Revocation> ever = new HashMap<>();

    private Instant now = START;

    @Test
    void nothingLiveIsMissedAndNothingElseIsRevoked() {
        for (int step = 0; step < STEPS; step++) {
            Target target = target(random.nextInt(TARGETS));
            if (random.nextInt(20) == 0) {
                apply(step, new RevocationEvent.Reinstated(target, origin(), null));
                live.remove(target);
                ever.remove(target);
            } else {
                revoke(step, target);
            }
            if (step % 1_000 == 0) {
                moveClocks();
                agree();
            }
        }
    }

    private static Target target(int number) {
        String issuer = "issuer-" + number % 3;
        return switch (number % 5) {
            case 0, 1 -> new Target.Token(issuer, "jti-" + number);
            case 2 -> new Target.Claim(issuer, "sub", "user-" + number);
            case 3 -> new Target.Claim(issuer, "sid", "session-é-" + number);
            default -> new Target.Key(issuer, "key-" + number);
        };
    }

    private void revoke(int step, Target target) {
        Instant end = now.plusSeconds(random.nextInt(1_500) - 200);
        boolean cutOff = target instanceof Target.Claim;
        Revocation revocation =
                new Revocation(target, end, cutOff ? LONG_AGO.plusSeconds(random.nextInt(10_000)) : null);
        apply(step, new RevocationEvent.Revoked(revocation, origin()));
        if (isLive(revocation)) {
            Revocation known = live.get(target);
            live.put(target, known == null || !isLive(known) ? revocation : known.merge(revocation));
        }
        // A reader's clock may be late: to it, what has just ended still counts.
        ever.merge(target, revocation, Revocation::merge);
    }

    private void apply(int offset, RevocationEvent event) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "t",
                0,
                offset,
                now.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                EventCodec.encodeKey(event.target()),
                EventCodec.encodeValue(event),
                new RecordHeaders(),
                Optional.empty());
        writer.brokerReached(record);
        writer.apply(record, "topic-id", random.nextBoolean());
    }

    private Origin origin() {
        // The short cut leaves what is not ASCII to the codec.
        String note = random.nextBoolean() ? null : "é";
        return new Origin(new UUID(random.nextLong(), random.nextLong()), now, "logout", note, "test");
    }

    private void moveClocks() {
        Duration passed = Duration.ofSeconds(random.nextInt(30));
        clock.pass(passed);
        now = now.plus(passed);
        if (random.nextInt(4) == 0) {
            clock.setWallForward(Duration.ofMinutes(random.nextInt(240) - 120));
        }
        writer.advanceExpiry();
    }

    private boolean isLive(Revocation revocation) {
        return revocation.expiresAt().plus(TopicSettings.DEFAULT_MARGIN).isAfter(now);
    }

    private void agree() {
        live.values().removeIf(revocation -> !isLive(revocation));
        for (int i = 0; i < 2_000; i++) {
            Target target = target(random.nextInt(2 * TARGETS));
            long issuedAt = LONG_AGO.getEpochSecond() + random.nextInt(10_000);
            boolean matches = matcher.match(token(target, issuedAt), target.issuer()) != null;
            if (covers(live.get(target), issuedAt)) {
                assertThat(matches).as("%s is revoked, of %s", target, events).isTrue();
            } else if (!covers(ever.get(target), issuedAt)) {
                assertThat(matches)
                        .as("%s is not revoked, of %s", target, events)
                        .isFalse();
            }
        }
    }

    private static boolean covers(@Nullable Revocation revocation, long issuedAt) {
        if (revocation == null) {
            return false;
        }
        Instant cutOff = revocation.issuedBefore();
        return cutOff == null || issuedAt <= cutOff.getEpochSecond();
    }

    private static VerifiedToken token(Target target, long issuedAt) {
        String issuer = target.issuer();
        if (target instanceof Target.Token token) {
            return new TestToken(issuer, token.id(), null, issuedAt, Map.of());
        }
        if (target instanceof Target.Claim claim) {
            return new TestToken(issuer, null, null, issuedAt, Map.of(claim.name(), claim.value()));
        }
        return new TestToken(issuer, null, ((Target.Key) target).keyId(), issuedAt, Map.of());
    }
}
