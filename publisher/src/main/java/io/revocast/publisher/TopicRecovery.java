package io.revocast.publisher;

import io.revocast.cli.CommandFailure;
import io.revocast.cli.ExitCode;
import io.revocast.publisher.PublisherConfig.Seeding;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.config.ConfigurationException;
import io.revocast.publisher.kafka.CommandAudit;
import io.revocast.publisher.kafka.LostTopicGuard.Lost;
import io.revocast.publisher.kafka.TopicSeed;
import io.revocast.publisher.kafka.TopicUnreachableException;
import io.revocast.publisher.revoke.UnavailableException;

import java.time.Clock;
import java.util.List;

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

    static Seeding settings(ConfigurationOptions configuration) throws CommandFailure {
        try {
            return PublisherConfig.seeding(configuration.sources());
        } catch (ConfigurationException | IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    String.valueOf(e.getMessage()),
                    "correct it in --config, --set or the environment",
                    e);
        }
    }

    /** Returns what the audit says was lost; nothing without an audit. */
    static Lost lost(Seeding settings) throws CommandFailure, InterruptedException {
        try {
            return settings.audit() == null
                    ? new Lost(List.of(), List.of(), null)
                    : settings.audit().guard().lost(unused -> false);
        } catch (TopicUnreachableException e) {
            throw unavailable(e);
        }
    }

    /**
     * Creates the topic when it is missing, does the work, and appends the audit entry about it. The entry comes last:
     * a command that is killed leaves the topic as one that publishers do not start on.
     */
    static void run(Seeding settings, Action action, Lost lost, Work work) throws CommandFailure, InterruptedException {
        Clock clock = Clock.systemUTC();
        try (CommandAudit audit = settings.audit() == null
                        ? null
                        : new CommandAudit(settings.kafka(), settings.audit().plan(), clock);
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
                        clock.instant(), RecoveryEntry.operator(), action, decision, lost, topicId, result.detail()));
            }
        } catch (TopicUnreachableException | UnavailableException e) {
            throw unavailable(e);
        }
    }

    static CommandFailure unavailable(Exception cause) {
        return new CommandFailure(
                ExitCode.NOT_CONFIRMED,
                String.valueOf(cause.getMessage()),
                "check kafka.bootstrap.servers and the rights of the principal, and repeat the command; repeating is safe",
                cause);
    }
}
