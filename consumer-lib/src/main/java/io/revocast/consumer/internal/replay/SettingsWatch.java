package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.FreshnessProof;
import io.revocast.consumer.internal.status.ListLog;
import io.revocast.consumer.internal.status.ReplayProgress;
import io.revocast.consumer.internal.topic.TopicInspector;
import io.revocast.consumer.internal.topic.TopicInspector.Settings;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Asks about once a minute whether the topic's settings can still keep revocations, and reports what is wrong in the
 * status. Used by the replay thread alone.
 */
final class SettingsWatch {
    private final ListSettings settings;
    private final TopicInspector inspector;
    private final ReplayProgress progress;
    private final ListLog log;
    private FreshnessProof lastAsked;
    private Duration wait;
    private @Nullable CompletableFuture<Settings> answer;
    private boolean loggedUnverified;

    SettingsWatch(ListSettings settings, TopicInspector inspector, ReplayProgress progress, ListLog log) {
        this.settings = settings;
        this.inspector = inspector;
        this.progress = progress;
        this.log = log;
        this.lastAsked = FreshnessProof.now(settings.time());
        this.wait = jittered();
    }

    /** A quarter earlier or later, so that a fleet that started together does not ask together. */
    private Duration jittered() {
        long millis = settings.policy().watchInterval().toMillis();
        return Duration.ofMillis(millis * 3 / 4 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    /** Asks when it is time, and takes in the answer when there is one. */
    void look() {
        if (answer != null && answer.isDone()) {
            takeIn(answer);
            answer = null;
        }
        if (answer == null && lastAsked.age(settings.time()).compareTo(wait) >= 0) {
            lastAsked = FreshnessProof.now(settings.time());
            wait = jittered();
            answer = inspector.settings();
        }
    }

    private void takeIn(CompletableFuture<Settings> done) {
        try {
            report(done.join());
        } catch (CompletionException e) {
            // The freshness probe notices an outage; the settings that were seen last still stand in the status.
            log.debug("asking for the topic's settings failed", e);
        }
    }

    /** Reports settings in the status. */
    void report(Settings now) {
        String topic = settings.source().topic();
        if (now.verified()) {
            progress.degraded(now.differences().isEmpty() ? null : String.join("; ", now.differences()));
            return;
        }
        String unverified = "settings unverified: this client's principal lacks DESCRIBE_CONFIGS on topic " + topic
                + "; grant it, or rely on the publisher, which verifies them";
        progress.degraded(unverified);
        if (!loggedUnverified) {
            loggedUnverified = true;
            log.warn(unverified);
        }
    }
}
