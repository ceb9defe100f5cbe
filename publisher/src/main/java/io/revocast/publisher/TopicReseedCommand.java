package io.revocast.publisher;

import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ExitCode;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditReplay;
import io.revocast.publisher.kafka.TopicSeed;
import io.revocast.publisher.kafka.topic.LostTopicGuard.Lost;
import io.revocast.publisher.query.ExportedLine;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.settings.TopicsConfig;
import io.revocast.publisher.validate.ExportedRevocations;
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
import java.util.HashMap;
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
            "Restores the revocations that were lost with the topic.",
            "Creates a missing topic and appends the revocations of the audit. With --from, it appends an export as "
                    + "well. Needs no running publisher. Start publishers and services after it: until it exits with 0, "
                    + "the topic is incomplete. Exits with 5 when it refuses a line. You can repeat it."
        })
final class TopicReseedCommand implements Callable<Integer> {
    private static final String BY = "topic reseed";

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "the output of export, to be restored in addition to the audit")
    private @Nullable Path from;

    /** The last event of each target that the audit or the file names, under whose id the next one is appended. */
    private final Map<Target, RevocationEvent.Revoked> known = new HashMap<>();

    private long appended;
    private long expired;
    private long refused;

    private TopicReseedCommand() {}

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        TopicsConfig settings = TopicRecovery.settings(configuration);
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
        if (file != null) {
            for (AuditReplay.Named each : TopicRecovery.named(settings)) {
                known.put(each.event().target(), each.event());
            }
        }
        TopicRecovery.run(settings, Action.RESEED, lost, seed -> fill(seed, lost, file, settings));
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

    private String summary(TopicsConfig settings) {
        return appended + " revocations appended to topic " + settings.topic().name() + ", " + expired + " expired, "
                + refused + " refused";
    }

    /**
     * The audit comes first. It has the ids by which callers know the revocations, and the export does not. An export may
     * also be older than the last revocation.
     */
    private TopicRecovery.Result fill(TopicSeed seed, Lost lost, @Nullable Path file, TopicsConfig settings)
            throws CommandFailure, UnavailableException, InterruptedException {
        for (AuditReplay.Named each : lost.revocations()) {
            append(seed, each.event());
        }
        if (file != null) {
            appendFile(seed, file, settings);
        }
        return new TopicRecovery.Result(refused == 0, summary(settings));
    }

    private void append(TopicSeed seed, RevocationEvent event) throws UnavailableException, InterruptedException {
        seed.append(event);
        appended++;
    }

    /** Adds a line to a revocation that has an id already, as a later request extends it. */
    private static RevocationEvent.Revoked extended(RevocationEvent.Revoked known, RevocationEvent.Revoked line) {
        Origin origin = line.origin();
        return new RevocationEvent.Revoked(
                known.revocation().merge(line.revocation()),
                new Origin(known.origin().id(), origin.at(), origin.reason(), origin.note(), origin.by()));
    }

    private void appendFile(TopicSeed seed, Path file, TopicsConfig settings)
            throws CommandFailure, UnavailableException, InterruptedException {
        ExportedRevocations rules = new ExportedRevocations(settings.lifetime(), seed.clock());
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
            if (event.isEmpty()) {
                expired++;
                return;
            }
            RevocationEvent.Revoked named = known.get(event.get().target());
            RevocationEvent.Revoked next = named == null ? event.get() : extended(named, event.get());
            if (named == null || !named.revocation().covers(next.revocation())) {
                append(seed, next);
                known.put(next.target(), next);
            }
        } catch (RejectedException e) {
            refused++;
            spec.commandLine().getErr().println("line " + number + " refused: " + e.field() + " " + e.rule());
        }
    }
}
