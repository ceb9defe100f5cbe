package io.revocast.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.HumanFormat;
import io.revocast.cli.command.Terminal;
import io.revocast.cli.command.TextTable;
import io.revocast.cli.target.FilterOptions;
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
        description = "Lists live revocations, newest first.")
public final class ListCommand implements Callable<Integer> {
    @Mixin
    private final ConnectionOptions connection;

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "maximum number of revocations; default 100")
    private long limit;

    @Option(names = "--all", description = "no limit")
    private boolean all;

    /** The command at a terminal. */
    public ListCommand(Terminal terminal) {
        connection = new ConnectionOptions(terminal);
    }

    @Override
    public Integer call() throws CommandFailure {
        if (limit < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--limit must be positive: " + limit, "leave it out for 100");
        }
        TextTable table = new TextTable(HumanFormat.COLUMNS);
        FilterOptions.Fetched fetched =
                filters.fetch(connection.publisher(), all ? Long.MAX_VALUE : limit, revocations -> {
                    for (JsonNode each : revocations) {
                        if (connection.json()) {
                            connection.print(each);
                        } else {
                            table.add(HumanFormat.row(each));
                        }
                    }
                });
        if (!connection.json() && fetched.count() > 0) {
            table.lines().forEach(connection::print);
        }
        connection.say(summary(fetched));
        if (fetched.stale() != null) {
            connection.warn("this list may lack revocations: " + HumanFormat.clean(fetched.stale()));
        }
        return ExitCode.OK.number();
    }

    private String summary(FilterOptions.Fetched fetched) {
        if (fetched.count() == 0) {
            return filters.isEmpty() ? "nothing is revoked" : "no live revocation matches";
        }
        return fetched.more()
                ? "the newest " + fetched.count() + " live revocations; there are more: list them with --all"
                : fetched.count() + " live";
    }
}
