package io.revocast.publisher;

import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ExitCode;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.kafka.topic.LostTopicGuard.Lost;
import io.revocast.publisher.settings.TopicsConfig;
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
            "Shows their number. With --yes, it creates a missing topic and writes an audit entry, after which publishers "
                    + "start. Services then accept the revoked tokens again."
        })
final class TopicAcceptLossCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--yes", description = "give the lost revocations up")
    private boolean yes;

    private TopicAcceptLossCommand() {}

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        TopicsConfig settings = TopicRecovery.settings(configuration);
        PrintWriter out = spec.commandLine().getOut();
        if (settings.audit() == null) {
            out.println("there is no audit (audit.topic is none), so publishers start on whatever topic there is");
            out.flush();
            return ExitCode.OK.number();
        }
        Lost lost = TopicRecovery.lost(settings);
        int count = lost.revocations().size();
        if (count == 0) {
            out.println("topic " + settings.topic().name()
                    + " lacks nothing that the audit knows of, so there is nothing to give up");
            out.flush();
            return ExitCode.OK.number();
        }
        if (!yes) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "the audit names " + count
                            + " revocations that still hold, of a topic that was lost, and no complete reseed",
                    "put them back with: revocast topic reseed; or give them up with --yes");
        }
        String detail =
                count + " revocations of a lost topic given up, but for those that an incomplete reseed appended";
        TopicRecovery.run(settings, Action.ACCEPT_LOSS, lost, seed -> new TopicRecovery.Result(true, detail));
        out.println(detail + "; publishers start on topic " + settings.topic().name());
        out.flush();
        return ExitCode.OK.number();
    }
}
