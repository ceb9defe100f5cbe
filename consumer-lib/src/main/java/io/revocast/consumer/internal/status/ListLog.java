package io.revocast.consumer.internal.status;

import io.revocast.consumer.Counters;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.State;
import io.revocast.consumer.internal.settings.ListSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.util.function.Supplier;

/**
 * The log of one list. Every line carries the topic and the state in its text, because most patterns print no key-value
 * pairs, and all lines go to the logger of {@link RevocationList}.
 *
 * <p>Logging never ends a thread: the caller does not see what the logging backend throws. Thread-safe.
 */
public final class ListLog {
    private static final Logger LOGGER = LoggerFactory.getLogger(RevocationList.class);

    private final String topic;
    private final Supplier<State> state;
    private final CounterSet counters;

    public ListLog(ListSettings settings, ReplayProgress progress, CounterSet counters) {
        this.topic = settings.source().topic();
        this.state = progress::state;
        this.counters = counters;
    }

    public void warn(String text) {
        log(Level.WARN, text, null);
    }

    void warn(String text, Throwable cause) {
        log(Level.WARN, text, cause);
    }

    /** Logs a text that is built only when the level is enabled. */
    public void debug(Supplier<String> text) {
        try {
            if (LOGGER.isDebugEnabled()) {
                log(Level.DEBUG, text.get(), null);
            }
        } catch (Throwable e) {
            counters.count(Counters.LOG_FAILED);
        }
    }

    public void debug(String text, Throwable cause) {
        log(Level.DEBUG, text, cause);
    }

    private void log(Level level, String text, @Nullable Throwable cause) {
        try {
            State now = state.get();
            LOGGER.atLevel(level)
                    .addKeyValue("topic", topic)
                    .addKeyValue("state", now.wireName())
                    .setCause(cause)
                    .log("topic {}, {}: {}", topic, now.wireName(), text);
        } catch (Throwable e) {
            counters.count(Counters.LOG_FAILED);
        }
    }

    /** Logs that the state changed, and why. */
    void stateChanged(State from, State to, @Nullable String why) {
        try {
            LOGGER.atLevel(to == State.STALE || to == State.REBUILDING ? Level.WARN : Level.INFO)
                    .addKeyValue("topic", topic)
                    .addKeyValue("from", from.wireName())
                    .addKeyValue("to", to.wireName())
                    .log("topic {}: {} -> {}{}", topic, from.wireName(), to.wireName(), why == null ? "" : ": " + why);
        } catch (Throwable e) {
            counters.count(Counters.LOG_FAILED);
        }
    }
}
