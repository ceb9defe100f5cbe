package io.revocast.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.HumanFormat;
import io.revocast.cli.command.JsonDocuments;
import io.revocast.cli.command.PublisherCalls;
import io.revocast.cli.command.Terminal;
import io.revocast.cli.command.TextTable;
import io.revocast.client.AuditFilter;
import io.revocast.client.LineStream;
import io.revocast.client.PublisherApi;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code audit}: what was decided. */
@Command(
        name = "audit",
        headerHeading = "Examples:%n"
                + "  revocast audit --decision refused%n"
                + "  revocast audit --follow --json%n"
                + "  revocast audit verify%n%n",
        description = "Prints the entries of the audit, oldest first.")
public final class AuditCommand implements Callable<Integer> {
    private static final int MAX_PAGE = 1000;

    @Mixin
    private final ConnectionOptions connection;

    @Option(names = "--follow", description = "print new entries until you stop the command")
    private boolean follow;

    @Option(names = "--after", paramLabel = "OFFSET", description = "start after this entry")
    private @Nullable String after;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "maximum number of entries; default 100, no limit with --follow")
    private @Nullable Long limit;

    @Option(names = "--actor", paramLabel = "NAME", description = "only entries of this credential")
    private @Nullable String actor;

    @Option(
            names = "--decision",
            paramLabel = "WORD",
            description = "only this decision: granted, confirmed, refused or failed")
    private @Nullable String decision;

    private AuditCommand(Terminal terminal) {
        connection = new ConnectionOptions(terminal);
    }

    /** The command with the command that verifies the audit. */
    public static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new AuditCommand(terminal)).addSubcommand(new Verify(terminal));
    }

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        if (limit != null && limit < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--limit must be positive: " + limit, "leave it out");
        }
        if (follow) {
            follow();
        } else {
            pages();
        }
        return ExitCode.OK.number();
    }

    private AuditFilter from(@Nullable String offset) {
        return new AuditFilter(offset, actor, decision);
    }

    private void pages() throws CommandFailure {
        PublisherCalls publisher = connection.publisher();
        TextTable table = new TextTable(List.of("AT", "DECISION", "ACTION", "ACTOR", "ABOUT", "REASON", "OFFSET"));
        long left = limit == null ? 100 : limit;
        String next = after;
        do {
            AuditFilter filter = from(next);
            int size = (int) Math.min(left, MAX_PAGE);
            JsonNode page = publisher.ask(api -> api.audit(filter, size));
            for (JsonNode entry : page.path("entries")) {
                left--;
                if (connection.json()) {
                    connection.print(entry);
                } else {
                    table.add(row(entry));
                }
            }
            next = page.path("next").textValue();
        } while (next != null && left > 0);
        if (!connection.json()) {
            table.lines().forEach(connection::print);
        }
    }

    private void follow() throws CommandFailure, InterruptedException {
        PublisherCalls publisher = connection.publisher();
        long left = limit == null ? Long.MAX_VALUE : limit;
        String last = after;
        while (left > 0) {
            AuditFilter filter = from(last);
            try (LineStream lines = publisher.open(api -> api.followAudit(filter))) {
                for (String line = lines.next(); line != null && left > 0; line = lines.next()) {
                    JsonNode entry = JsonDocuments.read(line);
                    // An empty line says that the publisher is still there.
                    if (entry.isObject()) {
                        print(entry);
                        last = entry.path("offset").asText(last);
                        left--;
                    }
                }
            } catch (IOException e) {
                connection.say("the stream ended: " + HumanFormat.clean(String.valueOf(e.getMessage())));
            }
            if (left > 0) {
                connection.say("connecting again");
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    private void print(JsonNode entry) throws CommandFailure {
        if (connection.json()) {
            connection.print(entry);
        } else {
            connection.print(String.join("  ", row(entry)));
        }
        connection.requireWritten();
    }

    private static List<String> row(JsonNode entry) {
        List<String> about = new ArrayList<>();
        for (JsonNode subject : entry.path("subjects")) {
            about.add(
                    subject.has("target")
                            ? HumanFormat.target(subject.path("target"))
                            : HumanFormat.clean(subject.path("key").asText("")));
        }
        String subjects =
                about.size() > 3 ? about.get(0) + " and " + (about.size() - 1) + " more" : String.join(", ", about);
        return List.of(
                text(entry, "at"),
                text(entry, "decision"),
                text(entry, "action"),
                text(entry, "actor"),
                subjects,
                entry.has("reason") ? text(entry, "reason") : text(entry, "detail"),
                text(entry, "offset"));
    }

    private static String text(JsonNode entry, String name) {
        return HumanFormat.clean(entry.path(name).asText(""));
    }

    /** {@code audit verify}: whether an entry is missing or altered. */
    @Command(
            name = "verify",
            headerHeading = "Examples:%n  revocast audit verify%n  revocast audit verify --json%n%n",
            description = {
                "Verifies the audit and reports missing or altered entries.",
                "The publisher reads the whole audit and checks its chains. Exits with 5 when an entry is missing or "
                        + "altered, and with 4 when the time limit ended the verification early."
            })
    static final class Verify implements Callable<Integer> {
        @Mixin
        private final ConnectionOptions connection;

        Verify(Terminal terminal) {
            connection = new ConnectionOptions(terminal);
        }

        @Override
        public Integer call() throws CommandFailure {
            JsonNode found = connection.publisher().ask(PublisherApi::verifyAudit);
            boolean complete = found.path("complete").asBoolean();
            boolean broken = found.path("allBreaks").asLong() > 0
                    || !found.path("breaks").isEmpty();
            boolean intact = found.path("intact").asBoolean() && complete && !broken;
            if (connection.json()) {
                connection.print(found);
            } else {
                connection.print((intact
                                ? connection.style().green("intact")
                                : broken
                                        ? connection.style().red("broken")
                                        : connection.style().yellow("not read to its end"))
                        + ": " + found.path("entries").asLong() + " entries in "
                        + found.path("chains").asLong()
                        + " chains, " + found.path("open").asLong() + " of them open");
                for (JsonNode each : found.path("breaks")) {
                    connection.print("- " + text(each, "kind") + " at offset " + text(each, "offset") + ": "
                            + text(each, "what"));
                }
            }
            if (broken) {
                return ExitCode.REFUSED.number();
            }
            return (intact ? ExitCode.OK : ExitCode.NOT_CONFIRMED).number();
        }
    }
}
