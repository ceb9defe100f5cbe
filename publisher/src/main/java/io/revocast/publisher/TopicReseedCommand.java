package io.revocast.publisher;

import io.revocast.cli.CommandFailure;
import io.revocast.cli.ExitCode;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.publisher.PublisherConfig.Seeding;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditReplay;
import io.revocast.publisher.http.ExportedLine;
import io.revocast.publisher.kafka.LostTopicGuard.Lost;
import io.revocast.publisher.kafka.TopicSeed;
import io.revocast.publisher.revoke.ExportedRevocations;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.UnavailableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code topic reseed}: puts back what was lost with the topic. */
@Command(
        name = "reseed",
        headerHeading = "Examples:%n"
                + "  revocast topic reseed --config publisher.properties%n"
                + "  revocast topic reseed --config publisher.properties --from revocations.ndjson%n%n",
        description = {
            "Puts the revocations back that were lost with the topic.",
            "Creates the topic when it is missing, and appends what the audit names; with --from, what an export holds "
                    + "as well. Needs no running publisher. Publishers and services start after it: until it ends with 0, "
                    + "the topic does not hold everything. Ends with 5 when a line is refused. Repeating is safe."
        })
final class TopicReseedCommand implements Callable<Integer> {
    private static final String BY = "topic reseed";

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--from", paramLabel = "FILE", description = "a file that export printed, beside the audit")
    private @Nullable Path from;

    private final Map<Target, RevocationEvent.Revoked> missing = new LinkedHashMap<>();
    private long appended;
    private long expired;
    private long refused;

    private TopicReseedCommand() {}

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        Seeding settings = TopicRecovery.settings(configuration);
        Path file = from;
        if (file == null && settings.audit() == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "there is no audit to read: audit.topic is none",
                    "name a file that export printed with --from");
        }
        if (file != null && !Files.isReadable(file)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "the file cannot be read: " + file, "name a file that export printed");
        }
        Lost lost = TopicRecovery.lost(settings);
        for (AuditReplay.Named each : lost.revocations()) {
            missing.put(each.event().revocation().target(), each.event());
        }
        TopicRecovery.run(settings, Action.RESEED, lost, seed -> fill(seed, file, settings));
        PrintWriter out = spec.commandLine().getOut();
        out.println(summary(settings));
        out.flush();
        if (refused > 0) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    refused + " lines of " + file + " were refused, so the reseed is not complete and publishers do not"
                            + " start on the topic",
                    "correct these lines and repeat the command; or give them up with: revocast topic accept-loss --yes");
        }
        return ExitCode.OK.number();
    }

    private String summary(Seeding settings) {
        return appended + " revocations appended to topic " + settings.topic().name() + ", " + expired + " expired, "
                + refused + " refused";
    }

    /** An export may be older than the last revocation: what it lacks comes from the audit. */
    private TopicRecovery.Result fill(TopicSeed seed, @Nullable Path file, Seeding settings)
            throws CommandFailure, UnavailableException, InterruptedException {
        if (file != null) {
            appendFile(seed, file, settings);
        }
        for (RevocationEvent.Revoked each : missing.values()) {
            append(seed, each);
        }
        return new TopicRecovery.Result(refused == 0, summary(settings));
    }

    private void append(TopicSeed seed, RevocationEvent event) throws UnavailableException, InterruptedException {
        seed.append(event);
        appended++;
    }

    private void appendFile(TopicSeed seed, Path file, Seeding settings)
            throws CommandFailure, UnavailableException, InterruptedException {
        ExportedRevocations rules = new ExportedRevocations(settings.lifetime(), Clock.systemUTC());
        long number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    append(seed, rules, number, line);
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "after line " + number + ", " + file + " cannot be read: " + e.getMessage(),
                    "correct it and repeat; the lines before may have been appended",
                    e);
        }
    }

    private void append(TopicSeed seed, ExportedRevocations rules, long number, String line)
            throws UnavailableException, InterruptedException {
        try {
            Optional<RevocationEvent.Revoked> event =
                    rules.event(ExportedLine.read(line.getBytes(StandardCharsets.UTF_8)), BY);
            if (event.isPresent()) {
                append(seed, event.get());
                missing.computeIfPresent(
                        event.get().revocation().target(),
                        (target, named) -> event.get().revocation().covers(named.revocation()) ? null : named);
            } else {
                expired++;
            }
        } catch (RejectedException e) {
            refused++;
            spec.commandLine().getErr().println("line " + number + " refused: " + e.field() + " " + e.rule());
        }
    }
}
