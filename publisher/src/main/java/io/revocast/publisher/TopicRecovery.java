package io.revocast.publisher;

import io.revocast.publisher.PublisherConfig.Seeding;
import io.revocast.cli.CommandFailure;
import io.revocast.cli.ExitCode;
import io.revocast.publisher.config.ConfigurationException;
import io.revocast.publisher.kafka.TopicSeed;
import io.revocast.publisher.kafka.TopicUnreachableException;
import io.revocast.publisher.revoke.UnavailableException;

/** What the commands share that fill a topic after it was lost. */
final class TopicRecovery {
    private TopicRecovery() {}

    /** Does something with an open topic. */
    @FunctionalInterface
    interface Work {
        void on(TopicSeed seed) throws CommandFailure, UnavailableException, InterruptedException;
    }

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

    /** Makes the topic when it is missing, has the work done, and leaves a topic that is not empty. */
    static void run(Seeding settings, Work work) throws CommandFailure, InterruptedException {
        try (TopicSeed seed = new TopicSeed(settings.kafka(), settings.topic())) {
            seed.open();
            work.on(seed);
            seed.finish();
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
