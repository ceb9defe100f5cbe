package io.revocast.consumer.internal.status;

import io.revocast.consumer.State;
import io.revocast.consumer.Status;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.store.RevocationStore;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Composes the {@link Status} of a list. Thread-safe. */
public final class StatusComposer {
    private final ListSettings settings;
    private final ReplayProgress progress;
    private final RevocationStore store;
    private final CounterSet counters;

    public StatusComposer(ListSettings settings, ReplayProgress progress, RevocationStore store, CounterSet counters) {
        this.settings = settings;
        this.progress = progress;
        this.store = store;
        this.counters = counters;
    }

    /**
     * Returns the status at this moment.
     *
     * @param listenerProblem what is wrong with the notifications of listeners; null when nothing is
     */
    public Status status(boolean replayThreadAlive, boolean listenerThreadAlive, @Nullable String listenerProblem) {
        ReplayProgress.View view = progress.view();
        State state = progress.state(view);
        return new Status(
                state,
                replayThreadAlive,
                listenerThreadAlive,
                view.initialReplayComplete(),
                StatusMessages.of(view, state, settings, listenerProblem),
                view.isTopicVerified(),
                store.size(),
                settings.policy().maxEntries(),
                view.position().lagRecords(),
                progress.replayDuration(),
                age(view.proof(settings.policy().freshness())),
                age(view.beats().oldest()),
                view.beats().clockSkew(),
                counters.snapshot());
    }

    private @Nullable Duration age(@Nullable FreshnessProof proof) {
        return proof == null ? null : proof.age(settings.time());
    }
}
