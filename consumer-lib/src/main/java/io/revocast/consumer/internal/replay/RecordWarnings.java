package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.CounterSet;
import io.revocast.consumer.internal.status.ListLog;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** Counts and logs odd records: at most one warning a second for each reason, so that a flood cannot fill the log. */
final class RecordWarnings {
    private final CounterSet counters;
    private final ListLog log;
    private final WarningLimit limit;

    RecordWarnings(ListSettings settings, CounterSet counters, ListLog log) {
        this.counters = counters;
        this.log = log;
        this.limit = new WarningLimit(settings.time().nanoTime());
    }

    /** Counts a record that was ignored, and warns of it. */
    void ignored(String reason, ConsumerRecord<byte[], byte[]> record, @Nullable String rule) {
        counters.count("events.ignored." + reason);
        warn(reason, record, "record ignored: " + rule);
    }

    /** Warns of a record. The text must not quote the record. */
    void warn(String reason, ConsumerRecord<byte[], byte[]> record, String what) {
        Supplier<String> text =
                () -> "partition " + record.partition() + " offset " + record.offset() + " (" + reason + "): " + what;
        if (limit.permits(reason)) {
            log.warn(text.get());
        } else {
            log.debug(text);
        }
    }
}
