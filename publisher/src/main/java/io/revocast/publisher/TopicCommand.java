package io.revocast.publisher;

import io.revocast.cli.CommandFailure;
import io.revocast.cli.CommandGroup;
import io.revocast.cli.ExitCode;
import io.revocast.cli.JsonLine;
import io.revocast.publisher.config.ConfigurationException;
import io.revocast.publisher.kafka.LostTopicException;
import io.revocast.publisher.kafka.TopicDoctor;
import io.revocast.publisher.kafka.TopicDoctor.Examination;
import io.revocast.publisher.kafka.TopicDoctor.Finding;
import io.revocast.publisher.kafka.TopicUnreachableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code topic}: the topic of revocations, looked at from the publisher's configuration. */
@Command(
        name = "topic",
        headerHeading = "Examples:%n  revocast topic doctor --config publisher.properties%n%n",
        description = "Makes the topic, says what is wrong with it, or fills it after it was lost.",
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

        @Option(names = "--json", description = "print JSON, one document a line, for programs")
        private boolean json;

        abstract Examination look(TopicDoctor doctor)
                throws TopicUnreachableException, LostTopicException, InterruptedException;

        @Override
        public Integer call() throws CommandFailure, InterruptedException {
            Examination found;
            try {
                found = look(PublisherConfig.topicDoctor(configuration.sources()));
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
                out.println("mend it: " + found.remedy());
            }
        }
    }

    /** {@code topic create}. */
    @Command(
            name = "create",
            headerHeading = "Examples:%n  revocast topic create --config publisher.properties%n%n",
            description = {
                "Makes the topic as a publisher would, unless it is there.",
                "Changes nothing that exists. Ends with 5 when it is there and must not be used as it is, or when the "
                        + "audit names revocations of an earlier topic that is gone."
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
                "Says what is wrong with the topic, and how to repair it.",
                "Looks with the configuration of serve, at each setting: what it must be, what it is, why, and the command "
                        + "that mends it. Changes nothing. Ends with 5 when the topic is missing or unfit."
            })
    static final class Doctor extends Looking {
        private Doctor() {}

        @Override
        Examination look(TopicDoctor doctor) throws TopicUnreachableException, InterruptedException {
            return doctor.examine();
        }
    }
}
