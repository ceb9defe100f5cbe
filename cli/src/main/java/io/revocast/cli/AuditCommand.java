package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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
        description = "Prints who asked for what, and what was decided, oldest first.")
final class AuditCommand implements Callable<Integer> {
    private static final String PATH = "/v1/audit";

    @Mixin
    private final Session session;

    @Option(names = "--follow", description = "go on with what is decided from now on, until it is stopped")
    private boolean follow;

    @Option(names = "--after", paramLabel = "OFFSET", description = "begin after this entry")
    private @Nullable String after;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "how many at most; 100 otherwise, no limit with --follow")
    private @Nullable Long limit;

    @Option(names = "--actor", paramLabel = "NAME", description = "of this credential only")
    private @Nullable String actor;

    @Option(names = "--decision", paramLabel = "WORD", description = "granted, confirmed, refused or failed")
    private @Nullable String decision;

    AuditCommand(Terminal terminal) {
        session = new Session(terminal);
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

    private Query query(@Nullable String from) {
        return new Query(PATH).with("after", from).with("actor", actor).with("decision", decision);
    }

    private void pages() throws CommandFailure {
        Api api = session.api();
        Table table = new Table(List.of("AT", "DECISION", "ACTION", "ACTOR", "ABOUT", "REASON", "OFFSET"));
        long left = limit == null ? 100 : limit;
        String next = after;
        do {
            JsonNode page =
                    api.get(query(next).with("limit", Math.min(left, 1000)).toString());
            for (JsonNode entry : page.path("entries")) {
                left--;
                if (session.json()) {
                    session.print(entry);
                } else {
                    table.add(row(entry));
                }
            }
            next = page.path("next").textValue();
        } while (next != null && left > 0);
        if (!session.json()) {
            table.lines().forEach(session::print);
        }
    }

    private void follow() throws CommandFailure, InterruptedException {
        Api api = session.api();
        long left = limit == null ? Long.MAX_VALUE : limit;
        String from = after;
        while (left > 0) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    api.stream(query(from).with("follow", true).toString(), "application/x-ndjson", null),
                    StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null && left > 0; line = lines.readLine()) {
                    JsonNode entry = Api.read(line.getBytes(StandardCharsets.UTF_8));
                    // An empty line says that the publisher is still there.
                    if (entry.isObject()) {
                        print(entry);
                        from = entry.path("offset").asText(from);
                        left--;
                    }
                }
            } catch (IOException e) {
                session.say("the stream ended: " + Words.clean(String.valueOf(e.getMessage())));
            }
            if (left > 0) {
                session.say("connecting again");
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    private void print(JsonNode entry) throws CommandFailure {
        if (session.json()) {
            session.print(entry);
        } else {
            session.print(String.join("  ", row(entry)));
        }
        session.requireWritten();
    }

    private static List<String> row(JsonNode entry) {
        List<String> about = new ArrayList<>();
        for (JsonNode subject : entry.path("subjects")) {
            about.add(
                    subject.has("target")
                            ? Words.target(subject.path("target"))
                            : Words.clean(subject.path("key").asText("")));
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
        return Words.clean(entry.path(name).asText(""));
    }

    /** {@code audit verify}: whether an entry is missing or altered. */
    @Command(
            name = "verify",
            headerHeading = "Examples:%n  revocast audit verify%n  revocast audit verify --json%n%n",
            description = {
                "Says whether an entry is missing or altered.",
                "Has the publisher read the whole audit and check its chains. Ends with 5 when an entry is missing or "
                        + "altered, and with 4 when there was no time to read all."
            })
    static final class Verify implements Callable<Integer> {
        @Mixin
        private final Session session;

        Verify(Terminal terminal) {
            session = new Session(terminal);
        }

        @Override
        public Integer call() throws CommandFailure {
            JsonNode found = session.api().get(PATH + "/verification");
            boolean complete = found.path("complete").asBoolean();
            boolean broken = found.path("allBreaks").asLong() > 0
                    || !found.path("breaks").isEmpty();
            boolean intact = found.path("intact").asBoolean() && complete && !broken;
            if (session.json()) {
                session.print(found);
            } else {
                session.print((intact
                                ? session.style().green("intact")
                                : broken
                                        ? session.style().red("broken")
                                        : session.style().yellow("not read to its end"))
                        + ": " + found.path("entries").asLong() + " entries in "
                        + found.path("chains").asLong()
                        + " chains, " + found.path("open").asLong() + " of them open");
                for (JsonNode each : found.path("breaks")) {
                    session.print("- " + text(each, "kind") + " at offset " + text(each, "offset") + ": "
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
