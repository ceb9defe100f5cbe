package io.revocast.client;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads what a publisher says of its fleet. Throws {@link IOException} for a document that lacks something. */
final class FleetMessages {
    private FleetMessages() {}

    static AwaitedReply awaited(JsonObject json) throws IOException {
        JsonObject propagation = json.object("propagation");
        return new AwaitedReply(Messages.revocationReply(json), propagation == null ? null : propagation(propagation));
    }

    static PropagationReply propagation(JsonObject json) throws IOException {
        JsonObject firstRecord = json.object("firstRecord");
        try {
            return new PropagationReply(
                    json.requireBoolean("complete"),
                    json.requireNumber("instances"),
                    json.requireNumber("applied"),
                    // Publishers of earlier releases do not say it.
                    Objects.requireNonNullElse(json.number("startedLater"), 0L),
                    instant(json, "appendedAt"),
                    json.text("unavailable"),
                    new PropagationReply.Times(
                            optional(json.object("first")),
                            millis(json, "medianMillis"),
                            millis(json, "p99Millis"),
                            optional(json.object("last")),
                            json.requireNumber("unknown")),
                    instances(json.objects("stragglers")),
                    instances(json.objects("detail")),
                    firstRecord == null ? null : propagation(firstRecord));
        } catch (DateTimeException e) {
            throw new IOException("a time is not valid", e);
        }
    }

    private static List<InstancePropagation> instances(List<JsonObject> objects) throws IOException {
        List<InstancePropagation> instances = new ArrayList<>();
        for (JsonObject each : objects) {
            instances.add(instance(each));
        }
        return instances;
    }

    private static @Nullable InstancePropagation optional(@Nullable JsonObject json) throws IOException {
        return json == null ? null : instance(json);
    }

    private static InstancePropagation instance(JsonObject json) throws IOException {
        return new InstancePropagation(
                json.requireText("service"),
                json.requireText("instance"),
                json.requireText("state"),
                json.requireText("outcome"),
                json.text("precision"),
                instant(json, "appliedAt"),
                millis(json, "tookMillis"),
                millis(json, "uncertaintyMillis"));
    }

    static FleetReply fleet(JsonObject json) throws IOException {
        try {
            List<FleetReply.Instance> instances = new ArrayList<>();
            for (JsonObject each : json.objects("instances")) {
                instances.add(new FleetReply.Instance(
                        each.requireText("service"),
                        each.requireText("instance"),
                        each.requireText("state"),
                        Instant.parse(each.requireText("reportedAt")),
                        millis(each, "ageMillis"),
                        each.requireText("host"),
                        each.requireText("version"),
                        each.number("entries"),
                        each.requireBoolean("conflict")));
            }
            return new FleetReply(
                    Instant.parse(json.requireText("at")),
                    json.text("unavailable"),
                    instances,
                    json.objects("digestMismatches").size());
        } catch (DateTimeException e) {
            throw new IOException("a time is not valid", e);
        }
    }

    private static @Nullable Instant instant(JsonObject json, String name) {
        String text = json.text(name);
        return text == null ? null : Instant.parse(text);
    }

    private static @Nullable Duration millis(JsonObject json, String name) {
        Long number = json.number(name);
        return number == null ? null : Duration.ofMillis(number);
    }
}
