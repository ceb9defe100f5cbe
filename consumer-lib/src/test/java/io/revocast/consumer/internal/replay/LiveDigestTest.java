package io.revocast.consumer.internal.replay;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.internal.MutableClock;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.InstanceReport.Digest;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RandomEvents;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.event.internal.TopicSettings;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the digest of a list that followed a random history with that of a list that replays what is left of the
 * log. Events are as publishers write them: each carries the merged state of its target.
 */
class LiveDigestTest {
    private static final Instant START = Instant.parse("2026-01-01T00:10:00Z");
    private static final int HISTORIES = 150;
    private static final int STEPS = 250;
    private static final int PARTITIONS = 3;
    private static final byte[] NOISE = "no event".getBytes(StandardCharsets.UTF_8);

    private final Logger lines = (Logger) LoggerFactory.getLogger(RevocationList.class);
    private final RandomEvents events = RandomEvents.seeded();
    private final RandomGenerator random = events.random();
    private final MutableClock clock = new MutableClock(START);
    private final Map<Target, Revocation> state = new HashMap<>();
    private final List<List<ConsumerRecord<byte[], byte[]>>> log = IntStream.range(0, PARTITIONS)
            .<List<ConsumerRecord<byte[], byte[]>>>mapToObj(unused -> new ArrayList<>())
            .toList();

    /** Odd records are warned of, and here are thousands. */
    @BeforeEach
    void silence() {
        lines.setLevel(Level.OFF);
    }

    @AfterEach
    void speak() {
        lines.setLevel(null);
    }

    private ApplyStep reader() {
        ApplyStep reader = new ApplyStep(clock, clock.nanoTime(), false);
        reader.writer.brokerReached(clock.instant());
        reader.writer.onTopicReplaced(PARTITIONS);
        return reader;
    }

    private static Target target(int number) {
        String issuer = "issuer-" + number % 2;
        return switch (number % 6) {
            case 0, 1, 2 -> new Target.Token(issuer, "jti-" + number);
            case 3 -> new Target.Claim(issuer, "sub", "user-é-" + number);
            case 4 -> new Target.Path(issuer, "/act/sub", "user-" + number);
            default -> new Target.Key(issuer, "key-" + number);
        };
    }

    private Origin origin() {
        return new Origin(new UUID(random.nextLong(), random.nextLong()), clock.instant(), null, null, null);
    }

    private ConsumerRecord<byte[], byte[]> append(byte[] key, byte @Nullable [] value) {
        int partition = Utils.toPositive(Utils.murmur2(key)) % PARTITIONS;
        List<ConsumerRecord<byte[], byte[]>> records = log.get(partition);
        ConsumerRecord<byte[], byte[]> record =
                ApplyStep.record(partition, records.size(), clock.millis(), TimestampType.LOG_APPEND_TIME, key, value);
        records.add(record);
        return record;
    }

    private boolean isLive(Revocation revocation) {
        return revocation.expiresAt().plus(TopicSettings.DEFAULT_MARGIN).isAfter(clock.instant());
    }

    /** What one publisher appends in one step. */
    private List<ConsumerRecord<byte[], byte[]>> step() {
        state.values().removeIf(revocation -> !isLive(revocation));
        Target target = target(random.nextInt(60));
        List<ConsumerRecord<byte[], byte[]>> appended = new ArrayList<>();
        switch (random.nextInt(12)) {
            case 0 -> {
                state.remove(target);
                RevocationEvent event = new RevocationEvent.Reinstated(target, origin(), null);
                appended.add(append(ApplyStep.key(target), EventCodec.encodeValue(event)));
            }
            case 1 -> {
                appended.add(append(ApplyStep.key(target), NOISE));
                Instant second = Instant.ofEpochSecond(clock.instant().getEpochSecond());
                appended.add(revoke(new Revocation(
                        target,
                        second.plus(Duration.ofHours(24)).plusSeconds(1),
                        target.kind().needsCutOff() ? second : null)));
            }
            case 2 -> {
                appended.add(append(ApplyStep.key(target), null));
                Revocation live = state.get(target);
                if (live != null) {
                    appended.add(revoke(live));
                }
            }
            case 3 -> appended.add(append(NOISE, NOISE));
            default -> appended.add(revoke(revocation(target)));
        }
        return appended;
    }

    private Revocation revocation(Target target) {
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        boolean cutOff = target.kind().needsCutOff();
        boolean login = cutOff && random.nextInt(4) == 0;
        return new Revocation(
                target,
                now.plusSeconds(random.nextInt(6 * 3600) - 300),
                cutOff ? now.minusSeconds(random.nextInt(1000)) : null,
                login ? now.minusSeconds(random.nextInt(1000)) : null);
    }

    private ConsumerRecord<byte[], byte[]> revoke(Revocation revocation) {
        Revocation merged = isLive(revocation)
                ? state.merge(revocation.target(), revocation, Revocation::merge)
                : state.getOrDefault(revocation.target(), revocation);
        RevocationEvent event = new RevocationEvent.Revoked(merged, origin());
        return append(ApplyStep.key(revocation.target()), EventCodec.encodeValue(event));
    }

    /** What compaction leaves of the records before a random offset of each partition. */
    private List<List<ConsumerRecord<byte[], byte[]>>> compacted() {
        List<List<ConsumerRecord<byte[], byte[]>>> left = new ArrayList<>();
        for (List<ConsumerRecord<byte[], byte[]>> records : log) {
            int clean = random.nextInt(records.size() + 1);
            Set<ByteBuffer> later = new HashSet<>();
            List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>();
            for (int i = records.size() - 1; i >= 0; i--) {
                if (later.add(ByteBuffer.wrap(records.get(i).key())) || i >= clean) {
                    kept.add(0, records.get(i));
                }
            }
            left.add(kept);
        }
        return left;
    }

    private @Nullable Digest replay(List<List<ConsumerRecord<byte[], byte[]>>> partitions) {
        ApplyStep reader = reader();
        partitions.forEach(records -> records.forEach(reader::apply));
        reader.writer.caughtUp();
        return reader.digest.digest();
    }

    private List<List<ConsumerRecord<byte[], byte[]>>> inAnyOrder() {
        List<List<ConsumerRecord<byte[], byte[]>>> partitions = compacted();
        Collections.shuffle(partitions, new Random(random.nextLong()));
        return partitions;
    }

    private void follow(ApplyStep live, int steps) {
        for (int i = 0; i < steps; i++) {
            clock.pass(Duration.ofSeconds(random.nextInt(20) == 0 ? random.nextInt(7_200) : random.nextInt(120)));
            live.writer.advanceExpiry();
            step().forEach(live::apply);
            if (random.nextInt(5) == 0) {
                // As when a position is published; it may be seldom.
                Digest unused = live.digest.digest();
            }
        }
    }

    private void startAgain() {
        state.clear();
        log.forEach(List::clear);
    }

    @Test
    void aListThatFollowedHasTheDigestOfOneThatReplays() {
        int comparedEntries = 0;
        for (int history = 0; history < HISTORIES; history++) {
            startAgain();
            ApplyStep live = reader();
            live.writer.caughtUp();
            follow(live, STEPS);

            Digest digest = live.digest.digest();

            assertThat(digest).as("of %s", events).isNotNull().isEqualTo(replay(inAnyOrder()));
            Instant from = Objects.requireNonNull(digest).from();
            assertThat(from)
                    .isAfter(clock.instant())
                    .isBeforeOrEqualTo(clock.instant().plus(Duration.ofHours(1)));
            comparedEntries += (int) state.values().stream()
                    .filter(revocation -> !revocation.expiresAt().isBefore(from))
                    .count();
        }
        assertThat(comparedEntries).isGreaterThan(10 * HISTORIES);
    }

    @Test
    void oneEntryThatIsMissingOrDiffersChangesTheDigest() {
        ApplyStep live = reader();
        live.writer.caughtUp();
        follow(live, STEPS);
        Digest digest = live.digest.digest();
        Instant from = Objects.requireNonNull(digest).from();
        int changed = 0;
        for (Revocation revocation : List.copyOf(state.values())) {
            if (revocation.expiresAt().isBefore(from)) {
                continue;
            }
            assertThat(replay(with(longer(revocation)))).isNotNull().isNotEqualTo(digest);
            if (revocation.issuedBefore() != null) {
                assertThat(replay(with(withOtherCutOff(revocation))))
                        .isNotNull()
                        .isNotEqualTo(digest);
                assertThat(replay(with(withOtherLogin(revocation)))).isNotNull().isNotEqualTo(digest);
            }
            assertThat(replay(with(null, revocation.target()))).isNotNull().isNotEqualTo(digest);
            changed++;
        }
        assertThat(changed).isGreaterThan(5);
    }

    private static Revocation longer(Revocation revocation) {
        return new Revocation(
                revocation.target(),
                revocation.expiresAt().plusSeconds(1),
                revocation.issuedBefore(),
                revocation.authenticatedBefore());
    }

    private static Revocation withOtherCutOff(Revocation revocation) {
        return new Revocation(
                revocation.target(),
                revocation.expiresAt(),
                Objects.requireNonNull(revocation.issuedBefore()).minusSeconds(1),
                revocation.authenticatedBefore());
    }

    private static Revocation withOtherLogin(Revocation revocation) {
        return new Revocation(
                revocation.target(),
                revocation.expiresAt(),
                revocation.issuedBefore(),
                revocation.authenticatedBefore() == null ? START : null);
    }

    private List<List<ConsumerRecord<byte[], byte[]>>> with(Revocation other) {
        return with(other, other.target());
    }

    /** The log as it would be, had the records of one target been another one, or none. */
    private List<List<ConsumerRecord<byte[], byte[]>>> with(@Nullable Revocation other, Target target) {
        byte[] key = ApplyStep.key(target);
        List<List<ConsumerRecord<byte[], byte[]>>> changed = new ArrayList<>();
        for (List<ConsumerRecord<byte[], byte[]>> records : log) {
            List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>(records);
            boolean had = kept.removeIf(record -> ByteBuffer.wrap(record.key()).equals(ByteBuffer.wrap(key)));
            if (had && other != null) {
                byte[] value = EventCodec.encodeValue(new RevocationEvent.Revoked(other, origin()));
                kept.add(
                        ApplyStep.record(0, records.size(), clock.millis(), TimestampType.LOG_APPEND_TIME, key, value));
            }
            changed.add(kept);
        }
        return changed;
    }

    @Test
    void afterATopicWasReCreatedThereIsNoDigestUntilTheEntriesOfTheOldOneAreGone() {
        ApplyStep live = reader();
        live.writer.caughtUp();
        follow(live, STEPS);
        assertThat(live.digest.digest()).isNotNull();
        Instant last = state.values().stream()
                .map(Revocation::expiresAt)
                .max(Instant::compareTo)
                .orElseThrow();

        startAgain();
        live.writer.onTopicReplaced(PARTITIONS);
        assertThat(live.digest.digest()).isNull();
        live.writer.caughtUp();
        assertThat(live.digest.digest()).isNull();

        clock.pass(Duration.between(clock.instant(), last.plus(Duration.ofHours(1))));
        live.writer.advanceExpiry();
        follow(live, 1);
        assertThat(live.digest.digest()).isNotNull().isEqualTo(replay(inAnyOrder()));
    }

    @Test
    void withoutTheBrokersTimeThereIsNoDigest() {
        assertThat(new ApplyStep(clock, clock.nanoTime(), false).digest.digest())
                .isNull();
    }
}
