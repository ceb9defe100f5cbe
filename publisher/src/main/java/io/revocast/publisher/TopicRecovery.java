package io.revocast.publisher;

import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ExitCode;
import io.revocast.config.ConfigurationException;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditReplay;
import io.revocast.publisher.kafka.CommandAudit;
import io.revocast.publisher.kafka.TopicSeed;
import io.revocast.publisher.kafka.topic.LostTopicGuard;
import io.revocast.publisher.kafka.topic.LostTopicGuard.Lost;
import io.revocast.publisher.kafka.topic.TopicUnreachableException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.settings.TopicsConfig;

import java.time.Clock;
import java.util.List;
import java.util.Map;

/** What the commands share that recover a topic after it was lost. */
final class TopicRecovery {
    private TopicRecovery() {}

    /** Fills an open topic. */
    @FunctionalInterface
    interface Work {
        Result on(TopicSeed seed) throws CommandFailure, UnavailableException, InterruptedException;
    }

    /**
     * What came of the work.
     *
     * @param complete whether publishers may start on the topic
     * @param detail what was done, and how often, for the audit
     */
    record Result(boolean complete, String detail) {}

    static TopicsConfig settings(ConfigurationOptions configuration) throws CommandFailure {
        try {
            return TopicsConfig.load(configuration.sources());
        } catch (ConfigurationException | IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    String.valueOf(e.getMessage()),
                    "correct it in --config, --set or the environment",
                    e);
        }
    }

    /** Returns what the audit says was lost; nothing without an audit. */
    static Lost lost(TopicsConfig settings) throws CommandFailure, InterruptedException {
        try {
            LostTopicGuard guard =
                    LostTopicGuard.of(settings.kafka(), settings.audit(), settings.topic(), Clock.systemUTC());
            return guard == null ? new Lost(List.of(), List.of(), null, Map.of()) : guard.lost(unused -> false);
        } catch (TopicUnreachableException e) {
            throw unavailable(e);
        }
    }

    /** Returns what the audit says is revoked, lost or not; nothing without an audit. */
    static List<AuditReplay.Named> named(TopicsConfig settings) throws CommandFailure, InterruptedException {
        try {
            LostTopicGuard guard =
                    LostTopicGuard.of(settings.kafka(), settings.audit(), settings.topic(), Clock.systemUTC());
            return guard == null ? List.of() : guard.named();
        } catch (TopicUnreachableException e) {
            throw unavailable(e);
        }
    }

    /**
     * Creates the topic when it is missing, does the work, and appends the audit entry about it. The entry comes last:
     * a command that is killed leaves the topic as one that publishers do not start on.
     */
    static void run(TopicsConfig settings, Action action, Lost lost, Work work)
            throws CommandFailure, InterruptedException {
        Clock clock = Clock.systemUTC();
        try (CommandAudit audit =
                        settings.audit() == null ? null : new CommandAudit(settings.kafka(), settings.audit(), clock);
                TopicSeed seed = new TopicSeed(settings.kafka(), settings.topic())) {
            if (audit != null) {
                audit.open();
            }
            seed.open();
            Result result = work.on(seed);
            String topicId = seed.finish();
            Decision decision = result.complete() ? Decision.CONFIRMED : Decision.FAILED;
            if (audit != null) {
                audit.append(RecoveryEntry.of(
                        seed.clock().instant(),
                        RecoveryEntry.operator(),
                        action,
                        decision,
                        lost,
                        topicId,
                        seed.from(),
                        result.detail()));
            }
        } catch (TopicUnreachableException | UnavailableException e) {
            throw unavailable(e);
        }
    }

    static CommandFailure unavailable(Exception cause) {
        return new CommandFailure(
                ExitCode.NOT_CONFIRMED,
                String.valueOf(cause.getMessage()),
                "check kafka.bootstrap.servers and the rights of the principal, and repeat the command; repeating is"
                        + " safe",
                cause);
    }
}
