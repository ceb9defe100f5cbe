package io.revocast.consumer.internal.report;

import io.revocast.consumer.Reporting;
import io.revocast.consumer.State;
import io.revocast.consumer.Status;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.AppliedOffsets;
import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.InstanceReport.ClockOffset;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.event.internal.InstanceReport.ListState;
import io.revocast.event.internal.InstanceReport.Program;
import io.revocast.event.internal.InstanceReport.ReaderSettings;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Composes the reports of one list, and numbers them. Used by the report thread alone. */
final class ReportComposer {
    private static final int MAX_DECODERS = 32;
    private static final int MAX_TEXT = 256;

    private final ListSettings settings;
    private final Reporting reporting;
    private final AppliedOffsets offsets;
    private final Supplier<Status> status;
    private final InstanceId id;
    private final Program program;
    private final ReaderSettings reader;
    private final UUID run = UUID.randomUUID();
    private long number;

    ReportComposer(
            ListSettings settings,
            Reporting reporting,
            AppliedOffsets offsets,
            Supplier<Status> status,
            InstanceId id,
            Program program) {
        this.settings = settings;
        this.reporting = reporting;
        this.offsets = offsets;
        this.status = status;
        this.id = id;
        this.program = program;
        this.reader = new ReaderSettings(settings.source().topic(), reporting.period());
    }

    InstanceReport next(@Nullable ClockOffset clockOffset) {
        // First: a later status does not make earlier offsets wrong.
        AppliedOffsets.Snapshot applied = offsets.snapshot();
        Status now = status.get();
        Duration proof = now.timeSinceFreshnessProof();
        number++;
        return new InstanceReport(
                id,
                run,
                number,
                Instant.ofEpochMilli(settings.time().clock().millis()),
                program,
                new ListState(
                        now.state().name(),
                        now.entries(),
                        // A wall clock that was set back makes no negative age: the monotonic clock counts too.
                        proof,
                        settings.policy().failurePolicy().name(),
                        settings.policy().maxStaleness()),
                reader,
                applied.topicId(),
                applied.applied(),
                applied.epochs(),
                applied.replay(),
                now.state() == State.CURRENT || now.state() == State.STALE ? applied.digest() : null,
                clockOffset,
                decoders());
    }

    private List<String> decoders() {
        List<String> names;
        try {
            names = reporting.decoders().get();
        } catch (RuntimeException e) {
            // Names are for people; a report without them still proves propagation.
            return List.of();
        }
        return names.stream()
                .filter(name -> !name.isEmpty() && name.length() <= MAX_TEXT)
                .filter(name -> name.chars().noneMatch(Character::isISOControl))
                .limit(MAX_DECODERS)
                .toList();
    }
}
