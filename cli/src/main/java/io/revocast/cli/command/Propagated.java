package io.revocast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** What a publisher says about the propagation of a revocation, in words. */
public final class Propagated {
    private static final int MOST_NAMES = 10;

    private Propagated() {}

    private static String text(JsonNode json, String name) {
        return json.path(name).asText("");
    }

    /** How far it is, in one line. */
    private static String line(JsonNode propagation) {
        long instances = propagation.path("instances").asLong();
        long later = propagation.path("startedLater").asLong();
        String line = instances == 0 && later > 0
                ? ""
                : "propagated to " + propagation.path("applied").asLong() + " of " + instances + last(propagation)
                        + (later > 0 ? "; " : "");
        return later == 0
                ? line
                : line
                        + later
                        + (later == 1
                                ? " instance enforces it since its start"
                                : " instances enforce it since their start");
    }

    private static String last(JsonNode propagation) {
        JsonNode last = propagation.path("last");
        return last.has("tookMillis")
                ? "; " + name(last) + " was the last"
                        + (propagation.path("complete").asBoolean() ? "" : " so far") + ", after "
                        + (text(last, "precision").equals("exact") ? "" : "at most ")
                        + last.path("tookMillis").asLong() + " ms"
                : "";
    }

    /** How far it is, and which instances are missing. */
    public static List<String> lines(JsonNode propagation) {
        List<String> lines = new ArrayList<>();
        if (propagation.has("unavailable")) {
            lines.add("propagation is not known: " + HumanFormat.clean(text(propagation, "unavailable")));
        }
        lines.add(HumanFormat.clean(line(propagation)));
        if (propagation.path("instances").asLong() == 0
                && propagation.path("startedLater").asLong() == 0) {
            lines.add("no instance reports, so nothing is proven");
        }
        int named = 0;
        for (JsonNode each : propagation.path("stragglers")) {
            if (named++ == MOST_NAMES) {
                lines.add("... and " + (propagation.path("stragglers").size() - MOST_NAMES) + " more");
                break;
            }
            lines.add("not proven: " + HumanFormat.clean(name(each)) + " (" + HumanFormat.clean(text(each, "state"))
                    + ")");
        }
        return lines;
    }

    private static String name(JsonNode instance) {
        return text(instance, "service") + "/" + text(instance, "instance");
    }
}
