package io.revocast.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.HumanFormat;
import io.revocast.cli.command.Terminal;
import io.revocast.cli.command.TextTable;
import io.revocast.client.PublisherApi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code fleet}: the instances that report. */
@Command(
        name = "fleet",
        headerHeading = "Examples:%n  revocast fleet%n  revocast fleet --json%n%n",
        description = {
            "Shows the instances that report what they enforce.",
            "An instance that is silent is not known to enforce anything new. Exits with 4 when the publisher cannot read "
                    + "the reports."
        })
public final class FleetCommand implements Callable<Integer> {
    private static final List<String> COLUMNS =
            List.of("SERVICE", "INSTANCE", "STATE", "PROOF AGE", "ENTRIES", "CLOCK", "VERSION", "REPORTED AT");

    @Mixin
    private final ConnectionOptions connection;

    /** The command at a terminal. */
    public FleetCommand(Terminal terminal) {
        connection = new ConnectionOptions(terminal);
    }

    @Override
    public Integer call() throws CommandFailure {
        JsonNode fleet = connection.publisher().ask(PublisherApi::fleet);
        if (connection.json()) {
            connection.print(fleet);
        } else if (!fleet.path("instances").isEmpty()) {
            TextTable table = new TextTable(COLUMNS);
            fleet.path("instances").forEach(each -> table.add(row(each)));
            table.lines().forEach(connection::print);
        }
        connection.say(summary(fleet));
        for (JsonNode each : fleet.path("instances")) {
            if (each.path("conflict").asBoolean()) {
                connection.warn("several processes report as " + name(each) + ": give each a name of its own");
            }
        }
        for (JsonNode each : fleet.path("instances")) {
            if (text(each, "state").equals("other_topic")) {
                connection.warn(
                        name(each) + " reads " + (each.has("topic") ? "topic " + text(each, "topic") : "another topic")
                                + ", and enforces nothing that this publisher revokes: correct its topic, or its status topic");
            }
        }
        for (JsonNode each : fleet.path("digestMismatches")) {
            connection.warn(name(each.path("first")) + " and " + name(each.path("other"))
                    + " have applied the same events and hold different revocations: restart both");
        }
        if (!fleet.path("available").asBoolean()) {
            throw new CommandFailure(
                    ExitCode.NOT_CONFIRMED,
                    "the publisher cannot read the reports: "
                            + HumanFormat.clean(fleet.path("unavailable").asText("")),
                    "revoking works; docs/propagation.md tells more");
        }
        return ExitCode.OK.number();
    }

    private static String summary(JsonNode fleet) {
        List<String> parts = new ArrayList<>();
        fleet.path("states").properties().forEach(state -> {
            if (state.getValue().asLong() > 0) {
                parts.add(state.getValue().asLong() + " " + HumanFormat.clean(state.getKey()));
            }
        });
        return parts.isEmpty() ? "no instance reports" : String.join(", ", parts);
    }

    private static String name(JsonNode instance) {
        return text(instance, "service") + "/" + text(instance, "instance");
    }

    private static String text(JsonNode json, String name) {
        return HumanFormat.clean(json.path(name).asText(""));
    }

    private static List<String> row(JsonNode instance) {
        String skew = instance.has("clockSkewMillis")
                ? instance.path("clockSkewMillis").asLong() + " ms"
                : "";
        String age = instance.has("ageMillis") ? instance.path("ageMillis").asLong() + " ms" : "";
        return List.of(
                text(instance, "service"),
                text(instance, "instance"),
                text(instance, "state"),
                age,
                text(instance, "entries"),
                skew,
                text(instance, "version"),
                text(instance, "reportedAt"));
    }
}
