package io.revocast.benchmarks.peers;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Verdict;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/** Ours, as a service has it. */
public final class Revocast implements RevokedTokens {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** Why one that is asked before it is loaded, or after it was closed, may not know. */
    private static final Set<Verdict.Reason> UNFINISHED =
            EnumSet.of(Verdict.Reason.STARTING, Verdict.Reason.REPLAYING, Verdict.Reason.CLOSED);

    private volatile @Nullable RevocationList list;

    @Override
    public void load(Arguments arguments) throws InterruptedException {
        RevocationList starting = RevocationList.builder()
                .bootstrapServers(arguments.text("bootstrap"))
                .topic(arguments.text("topic"))
                .build();
        list = starting;
        starting.start();
        if (!starting.awaitCurrent(LIMIT)) {
            throw new IllegalStateException("the list is not current: " + starting.status());
        }
    }

    @Override
    public boolean contains(BenchToken token) {
        RevocationList asked = list;
        if (asked == null) {
            return false;
        }
        Verdict verdict = asked.check(token);
        if (verdict instanceof Verdict.Unknown unknown && !UNFINISHED.contains(unknown.reason())) {
            throw new IllegalStateException("the list does not know: " + verdict);
        }
        return verdict instanceof Verdict.Revoked;
    }

    @Override
    public void close() {
        requireNonNull(list).close();
    }
}
