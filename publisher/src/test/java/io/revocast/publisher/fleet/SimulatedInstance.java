package io.revocast.publisher.fleet;

import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.InstanceReport.Applied;
import io.revocast.event.internal.InstanceReport.ClockOffset;
import io.revocast.event.internal.InstanceReport.Digest;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.event.internal.InstanceReport.ListState;
import io.revocast.event.internal.InstanceReport.Program;
import io.revocast.event.internal.InstanceReport.ReaderSettings;
import io.revocast.event.internal.InstanceReport.Replay;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Composes the reports of one instance, as a list would. Not thread-safe. */
public final class SimulatedInstance {
    private final InstanceId id;
    private final Map<Integer, Applied> applied = new HashMap<>();
    private final Map<Integer, Integer> epochs = new HashMap<>();
    private UUID run = UUID.randomUUID();
    private long number;
    private @Nullable String topicId;
    private Duration ahead = Duration.ZERO;
    private boolean measured = true;
    private @Nullable Long sum;
    private @Nullable ReaderSettings reader;
    private @Nullable Replay replay;

    public SimulatedInstance(String service, String instance, @Nullable String topicId) {
        this.id = new InstanceId(service, instance);
        this.topicId = topicId;
    }

    public InstanceId id() {
        return id;
    }

    /** A clock that differs from the broker's. */
    public SimulatedInstance clockAhead(Duration by) {
        ahead = by;
        return this;
    }

    /** A clock that was not compared yet. */
    public SimulatedInstance unmeasured() {
        measured = false;
        return this;
    }

    public SimulatedInstance digest(long of) {
        sum = of;
        return this;
    }

    /** Another process under the same id. */
    public SimulatedInstance restarted() {
        run = UUID.randomUUID();
        number = 0;
        applied.clear();
        epochs.clear();
        replay = replay == null ? null : new Replay(1, Map.of());
        return this;
    }

    public SimulatedInstance onTopic(@Nullable String topic) {
        topicId = topic;
        applied.clear();
        epochs.clear();
        replay = replay == null ? null : new Replay(replay.number() + 1, Map.of());
        return this;
    }

    /** A list of a release that says what it reads. */
    public SimulatedInstance reading(String topicName, Duration period) {
        reader = new ReaderSettings(topicName, period);
        return this;
    }

    /** Everything that was applied so far was applied in a replay, and what follows is applied live. */
    public SimulatedInstance caughtUp() {
        Map<Integer, Long> ends = new HashMap<>();
        applied.forEach((partition, each) -> ends.put(partition, each.next()));
        replay = new Replay(replay == null ? 1 : replay.number(), ends);
        return this;
    }

    /** A list that has begun to read the log again from its start. */
    public SimulatedInstance readingAgain() {
        applied.clear();
        epochs.clear();
        replay = new Replay(replay == null ? 2 : replay.number() + 1, Map.of());
        return this;
    }

    /** Applies the event at an offset, at a time of the broker. */
    public SimulatedInstance apply(int partition, long offset, Instant at) {
        applied.put(partition, new Applied(offset + 1, offset, at.plus(ahead)));
        return this;
    }

    /** The last record that it has read is of a leader of this epoch. */
    public SimulatedInstance epoch(int partition, int epoch) {
        epochs.put(partition, epoch);
        return this;
    }

    /** Passes heartbeats up to an offset. */
    public SimulatedInstance pass(int partition, long next) {
        Applied now = applied.getOrDefault(partition, new Applied(0, -1, Instant.EPOCH));
        applied.put(partition, new Applied(next, now.last(), now.at()));
        return this;
    }

    /** The next report, composed at a time of the broker. */
    public InstanceReport report(Instant at) {
        return report(at, "CURRENT");
    }

    public InstanceReport report(Instant at, String state) {
        number++;
        return new InstanceReport(
                id,
                run,
                number,
                at.plus(ahead),
                new Program("host-1", "0.1.0"),
                new ListState(state, 3, Duration.ofMillis(200), "DENY", Duration.ofSeconds(30)),
                reader,
                topicId,
                applied,
                epochs,
                replay,
                sum == null ? null : new Digest(Instant.parse("2026-11-29T13:00:00Z"), sum, 7),
                measured ? new ClockOffset(ahead.negated(), Duration.ofMillis(3)) : null,
                List.of());
    }
}
