package io.revocast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a publisher says about the propagation of a revocation, in words. */
public final class Propagated {
    private static final String SERVICE = "service:";
    private static final int MOST_NAMES = 10;
    /** An instance in such a state does not report that it has applied anything. */
    private static final Set<String> NEVER = Set.of("other_topic", "silent", "left");

    private Propagated() {}

    /**
     * Returns what a publisher answered that waited, with what it says later. One that leaves meanwhile stays missing, and one
     * that starts again counts when its new process has read the revocation.
     *
     * @param waited the propagation in the answer
     * @param whole the propagation of the same revocation with its instances
     * @param sameRecord whether both are about one record; the times of another one are not told
     */
    public static ObjectNode since(JsonNode waited, JsonNode whole, boolean sameRecord) {
        ObjectNode now = waited.deepCopy();
        if (whole.has("unavailable")) {
            return now.set("unavailable", whole.path("unavailable"));
        }
        Map<String, JsonNode> instances = new HashMap<>();
        whole.path("detail").forEach(each -> instances.put(name(each), each));
        long applied = waited.path("applied").asLong();
        long later = waited.path("startedLater").asLong();
        long total = waited.path("instances").asLong() + later;
        ArrayNode stragglers = now.putArray("stragglers");
        for (JsonNode before : waited.path("stragglers")) {
            JsonNode known = instances.remove(name(before));
            JsonNode each = known == null ? ((ObjectNode) before.deepCopy()).put("state", "left") : known;
            switch (text(each, "outcome")) {
                case "applied" -> {
                    applied++;
                    if (!sameRecord) {
                        now.remove("last");
                    } else if (each.path("tookMillis").asLong(-1)
                            > now.path("last").path("tookMillis").asLong(-1)) {
                        now.set("last", each);
                    }
                }
                case "started_later" -> later++;
                default -> stragglers.add(each);
            }
        }
        for (JsonNode each : instances.values()) {
            if (text(each, "outcome").equals("pending") && counts(text(waited, "wait"), each) && applied > 0) {
                applied--;
                stragglers.add(each);
            }
        }
        now.put("instances", total - later).put("applied", applied).put("startedLater", later);
        long enforcing = applied + later;
        return now.put("complete", enforcing > 0 && enforcing >= needed(text(waited, "wait"), total));
    }

    private static boolean counts(String goal, JsonNode instance) {
        return !goal.startsWith(SERVICE) || text(instance, "service").equals(goal.substring(SERVICE.length()));
    }

    private static long needed(String goal, long instances) {
        return goal.endsWith("%") && !goal.startsWith(SERVICE)
                ? (long) Math.ceil(instances * Integer.parseInt(goal.substring(0, goal.length() - 1)) / 100.0)
                : instances;
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).asText("");
    }

    /** Whether any instance that is missing still reports. */
    public static boolean mayProgress(JsonNode propagation) {
        if (propagation.has("unavailable")) {
            return false;
        }
        for (JsonNode each : propagation.path("stragglers")) {
            if (!NEVER.contains(text(each, "state"))) {
                return true;
            }
        }
        return false;
    }

    /** How far it is, in one line. */
    public static String line(JsonNode propagation) {
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
