package io.revocast.benchmarks.peers;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Verdict;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

import static java.util.Objects.requireNonNull;

/** Ours, as a service has it. */
public final class Revocast implements RevokedTokens {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private @Nullable RevocationList list;

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
        Verdict verdict = requireNonNull(list).check(token);
        if (verdict instanceof Verdict.Unknown) {
            throw new IllegalStateException("the list does not know: " + verdict);
        }
        return verdict instanceof Verdict.Revoked;
    }

    @Override
    public void close() {
        requireNonNull(list).close();
    }
}
