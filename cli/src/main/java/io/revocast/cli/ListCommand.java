package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** {@code list}: what is revoked. */
@Command(
        name = "list",
        headerHeading = "Examples:%n"
                + "  revocast list --kind claim --name sub --value alice%n"
                + "  revocast list --all --json%n%n",
        description = "Lists what is revoked, newest first.")
final class ListCommand implements Callable<Integer> {
    @Mixin
    private final Session session;

    @Mixin
    private final Filters filters = new Filters();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "how many at most; 100 otherwise")
    private long limit;

    @Option(names = "--all", description = "all of them, however many")
    private boolean all;

    ListCommand(Terminal terminal) {
        session = new Session(terminal);
    }

    @Override
    public Integer call() throws CommandFailure {
        if (limit < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--limit must be positive: " + limit, "leave it out for 100");
        }
        Table table = new Table(Words.COLUMNS);
        long[] count = new long[1];
        filters.fetch(session.api(), all ? Long.MAX_VALUE : limit, revocations -> {
            for (JsonNode each : revocations) {
                count[0]++;
                if (session.json()) {
                    session.print(each);
                } else {
                    table.add(Words.row(each));
                }
            }
        });
        if (!session.json() && count[0] > 0) {
            table.lines().forEach(session::print);
        }
        session.say(count[0] == 0 ? "nothing is revoked" : count[0] + " live");
        return ExitCode.OK.number();
    }
}
