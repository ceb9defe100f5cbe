package io.revocast.publisher;

import io.revocast.publisher.PublisherConfig.Seeding;
import io.revocast.cli.CommandFailure;
import io.revocast.cli.ExitCode;
import io.revocast.publisher.kafka.LostTopicGuard;
import io.revocast.publisher.kafka.TopicUnreachableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code topic accept-loss}: lets publishers start on a topic without what was lost. */
@Command(
        name = "accept-loss",
        headerHeading = "Examples:%n"
                + "  revocast topic accept-loss --config publisher.properties%n"
                + "  revocast topic accept-loss --config publisher.properties --yes%n%n",
        description = {
            "Gives up the revocations that were lost with the topic.",
            "Says how many they are. With --yes it makes the topic when it is missing and marks it as used, so that "
                    + "publishers start on it. Services then accept the tokens again that were revoked."
        })
final class TopicAcceptLossCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--yes", description = "give them up")
    private boolean yes;

    private TopicAcceptLossCommand() {}

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        Seeding settings = TopicRecovery.settings(configuration);
        LostTopicGuard guard = settings.guard();
        int lost;
        try {
            lost = guard == null ? 0 : guard.lost().size();
        } catch (TopicUnreachableException e) {
            throw TopicRecovery.unavailable(e);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (lost == 0) {
            out.println("nothing was lost that the audit knows of, so there is nothing to give up");
            out.flush();
            return ExitCode.OK.number();
        }
        if (!yes) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "the audit names " + lost + " revocations that still hold, of a topic that is gone",
                    "put them back with: revocast topic reseed; or give them up with --yes");
        }
        TopicRecovery.run(settings, seed -> {});
        out.println(lost + " revocations were given up; publishers start on topic "
                + settings.topic().name());
        out.flush();
        return ExitCode.OK.number();
    }
}
