package io.revocast.consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Looks now and then, on a thread of its own, whether the topic is still the one that is being read.
 *
 * <p>A consumer adopts a topic that was made again under the old name without a word, keeps its old position, and would
 * skip that many records of the new log; and it never sees that partitions were added. Only the topic's id and its list
 * of partitions tell.
 */
final class TopicWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicWatch.class);

    private final TopicInspector inspector;
    private final Progress progress;
    private final long intervalMillis;
    private final ScheduledExecutorService thread;
    private volatile TopicInspector.@Nullable Topic latest;

    TopicWatch(ListSettings settings, TopicInspector inspector, Progress progress) {
        this.inspector = inspector;
        this.progress = progress;
        this.intervalMillis = settings.policy().watchInterval().toMillis();
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread watcher =
                    new Thread(task, "revocast-watch-" + settings.source().topic());
            watcher.setDaemon(true);
            return watcher;
        });
    }

    void start() {
        // A quarter earlier or later, so that a fleet that started together does not ask together.
        long interval = intervalMillis * 3 / 4 + ThreadLocalRandom.current().nextLong(intervalMillis / 2 + 1);
        var unused = thread.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            TopicInspector.Topic topic = inspector.inspect();
            latest = topic;
            progress.degraded(topic.differences().isEmpty() ? null : String.join("; ", topic.differences()));
        } catch (RuntimeException | LinkageError | AssertionError e) {
            // An outage is for the probe to notice, and a topic that is gone may come back. Thrown on, anything at all
            // would end the watch.
            LOGGER.debug("looking at the topic failed", e);
        }
    }

    /** Throws when the topic is known to be another one by now, or to have other partitions. */
    void requireUnchanged(TopicInspector.Topic reading) {
        TopicInspector.Topic seen = latest;
        if (seen == null) {
            return;
        }
        if (!seen.id().equals(reading.id())) {
            latest = null;
            throw new LogChangedException("the topic was deleted and made again; reading it from its beginning");
        }
        if (!seen.partitions().equals(reading.partitions())) {
            latest = null;
            throw new LogChangedException("the topic was given partitions; reading it from its beginning");
        }
    }

    /** Stops looking, at once; a look under way ends by its own limit. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
