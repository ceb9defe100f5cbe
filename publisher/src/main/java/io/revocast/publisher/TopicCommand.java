package io.revocast.publisher;

import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.CommandGroup;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.JsonLine;
import io.revocast.config.ConfigurationException;
import io.revocast.publisher.kafka.topic.LostTopicException;
import io.revocast.publisher.kafka.topic.LostTopicGuard;
import io.revocast.publisher.kafka.topic.TopicDoctor;
import io.revocast.publisher.kafka.topic.TopicDoctor.Examination;
import io.revocast.publisher.kafka.topic.TopicDoctor.Finding;
import io.revocast.publisher.kafka.topic.TopicUnreachableException;
import io.revocast.publisher.settings.TopicsConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;

/** {@code topic}: the topic of revocations, looked at from the publisher's configuration. */
@Command(
        name = "topic",
        headerHeading = "Examples:%n  revocast topic doctor --config publisher.properties%n%n",
        description = "Creates, checks or restores the topic.",
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

        abstract Examination look(TopicDoctor doctor)
                throws TopicUnreachableException, LostTopicException, InterruptedException;

        @Override
        public Integer call() throws CommandFailure, InterruptedException {
            Examination found;
            try {
                TopicsConfig config = TopicsConfig.load(configuration.sources());
                LostTopicGuard guard =
                        LostTopicGuard.of(config.kafka(), config.audit(), config.topic(), Clock.systemUTC());
                found = look(new TopicDoctor(config.kafka(), config.topic(), guard));
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
            if (json) {
                out.println(JsonLine.of(found));
            } else {
                print(found, out);
            }
            out.flush();
            return (found.fit() ? ExitCode.OK : ExitCode.REFUSED).number();
        }

        private static void print(Examination found, PrintWriter out) {
            if (!found.exists()) {
                out.println("topic " + found.topic() + " does not exist");
            } else {
                out.println(
                        "topic " + found.topic() + " is " + (found.fit() ? "fit" : "not fit") + " to hold revocations");
            }
            for (Finding each : found.findings()) {
                out.println((each.fit() ? "ok    " : "WRONG ") + each.setting() + " is " + each.actual() + "; want "
                        + each.wanted() + ": " + each.why());
            }
            if (!found.remedy().isEmpty()) {
                out.println("fix: " + found.remedy());
            }
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
        Examination look(TopicDoctor doctor)
                throws TopicUnreachableException, LostTopicException, InterruptedException {
            return doctor.create();
        }
    }

    /** {@code topic doctor}. */
    @Command(
            name = "doctor",
            headerHeading = "Examples:%n"
                    + "  revocast topic doctor --config publisher.properties%n"
                    + "  revocast topic doctor --set kafka.bootstrap.servers=localhost:9092 --json%n%n",
            description = {
                "Checks the topic and shows how to repair it.",
                "Uses the configuration of serve. Shows each wrong setting with its value, the required value, the"
                        + " reason and the command that repairs it. Changes nothing. Exits with 5 when the topic is"
                        + " missing or unfit."
            })
    static final class Doctor extends Looking {
        private Doctor() {}

        @Override
        Examination look(TopicDoctor doctor) throws TopicUnreachableException, InterruptedException {
            return doctor.examine();
        }
    }
}
