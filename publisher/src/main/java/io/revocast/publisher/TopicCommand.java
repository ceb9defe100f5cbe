package io.revocast.publisher;

import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.CommandGroup;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.JsonLine;
import io.revocast.config.ConfigurationException;
import io.revocast.publisher.kafka.topic.LostTopicException;
import io.revocast.publisher.kafka.topic.LostTopicGuard;
import io.revocast.publisher.kafka.topic.TopicDoctor;
import io.revocast.publisher.kafka.topic.TopicUnreachableException;
import io.revocast.publisher.settings.TopicsConfig;
import io.revocast.publisher.topic.TopicExamination;
import io.revocast.publisher.topic.TopicPartitionState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code topic}: the topics of a publisher, looked at from the publisher's configuration. */
@Command(
        name = "topic",
        headerHeading = "Examples:%n  revocast topic doctor --config publisher.properties%n%n",
        description = "Creates, checks or restores the topics.",
        subcommands = {
            TopicCommand.Create.class,
            TopicCommand.Doctor.class,
            TopicReseedCommand.class,
            TopicAcceptLossCommand.class
        })
final class TopicCommand extends CommandGroup {
    private TopicCommand() {}

    /** What both do. */
    abstract static class Looking implements Callable<Integer> {
        @SuppressWarnings("NullAway.Init") // picocli sets it
        @Spec
        private CommandSpec spec;

        @Mixin
        private final ConfigurationOptions configuration = new ConfigurationOptions();

        @Option(names = "--json", description = "print JSON, one document per line")
        private boolean json;

        abstract List<TopicExamination> look(TopicsConfig config)
                throws TopicUnreachableException, LostTopicException, InterruptedException;

        @Override
        public Integer call() throws CommandFailure, InterruptedException {
            List<TopicExamination> found;
            try {
                found = look(TopicsConfig.load(configuration.sources()));
            } catch (ConfigurationException | IllegalArgumentException e) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        String.valueOf(e.getMessage()),
                        "correct it in --config, --set or the environment");
            } catch (LostTopicException e) {
                throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), "choose one of the two", e);
            } catch (TopicUnreachableException e) {
                throw new CommandFailure(
                        e.forbidden() ? ExitCode.NOT_AUTHORISED : ExitCode.NOT_CONFIRMED,
                        String.valueOf(e.getMessage()),
                        e.forbidden()
                                ? "grant the right to the principal of the configuration"
                                : "check kafka.bootstrap.servers and kafka.properties.*",
                        e);
            }
            PrintWriter out = spec.commandLine().getOut();
            for (TopicExamination each : found) {
                if (json) {
                    out.println(JsonLine.of(each));
                } else {
                    print(each, out);
                }
            }
            out.flush();
            return exitCode(found).number();
        }

        private static ExitCode exitCode(List<TopicExamination> found) {
            if (found.stream().anyMatch(TopicExamination::needsRepair)) {
                return ExitCode.REFUSED;
            }
            return found.stream().anyMatch(each -> each.unavailable() != null) ? ExitCode.NOT_AUTHORISED : ExitCode.OK;
        }

        private static void print(TopicExamination found, PrintWriter out) {
            out.println("topic " + found.topic() + " " + state(found));
            if (found.unavailable() != null) {
                out.println("not known: " + found.unavailable());
            }
            lines(found.settings()).forEach(each -> out.println((each.ok() ? "ok    " : "WRONG ") + each.line()));
            lines(found.access())
                    .forEach(each -> out.println(
                            (each.ok() ? "ok    " : "LACKS ") + "the right " + each.right() + ": " + each.why()));
            lines(found.partitions()).forEach(each -> out.println("      partition " + partition(each)));
            if (found.fix() != null) {
                out.println("fix: " + found.fix());
            }
        }

        private static String state(TopicExamination found) {
            if (found.exists() == null) {
                return "cannot be looked at";
            }
            if (!found.exists()) {
                return "does not exist";
            }
            String fit = found.fit() == null ? "may be fit" : found.fit() ? "is fit" : "is not fit";
            return fit + " for " + found.role();
        }

        private static String partition(TopicPartitionState state) {
            return state.partition() + ": offsets " + known(state.begin()) + " to " + known(state.end()) + ", leader "
                    + known(state.leader()) + ", replicas " + state.replicas() + ", in sync " + state.inSync();
        }

        private static String known(@Nullable Number value) {
            return value == null ? "unknown" : value.toString();
        }

        private static <T> List<T> lines(@Nullable List<T> known) {
            return known == null ? List.of() : known;
        }
    }

    /** {@code topic create}. */
    @Command(
            name = "create",
            headerHeading = "Examples:%n  revocast topic create --config publisher.properties%n%n",
            description = {
                "Creates the topic as a publisher would, unless it exists.",
                "Changes no existing topic. Exits with 5 when the topic exists and is unfit, or when the audit names "
                        + "revocations of an earlier topic that was deleted."
            })
    static final class Create extends Looking {
        private Create() {}

        @Override
        List<TopicExamination> look(TopicsConfig config)
                throws TopicUnreachableException, LostTopicException, InterruptedException {
            LostTopicGuard guard = LostTopicGuard.of(config.kafka(), config.audit(), config.topic(), Clock.systemUTC());
            return List.of(TopicDoctor.create(config.kafka(), config.topic(), guard));
        }
    }

    /** {@code topic doctor}. */
    @Command(
            name = "doctor",
            headerHeading = "Examples:%n"
                    + "  revocast topic doctor --config publisher.properties%n"
                    + "  revocast topic doctor --set kafka.bootstrap.servers=localhost:9092 --json%n%n",
            description = {
                "Checks the topics and shows how to repair them.",
                "Uses the configuration of serve. Shows the topics of revocations, of the audit and of the reports:"
                        + " each setting with its value, the required value and the reason, the rights of this"
                        + " principal, the partitions, and the commands that repair what is wrong. Changes nothing."
                        + " Exits with 5 when a topic is unfit, when the topic of revocations is missing, or when"
                        + " another one is missing that the publisher does not create."
            })
    static final class Doctor extends Looking {
        private static final Duration LIMIT = Duration.ofSeconds(30);

        private Doctor() {}

        @Override
        List<TopicExamination> look(TopicsConfig config) throws TopicUnreachableException, InterruptedException {
            return new TopicDoctor(
                            config.kafka(),
                            PublisherTopics.used(config.topic(), config.audit(), config.status()),
                            LIMIT)
                    .examine();
        }
    }
}
