package io.revocast.publisher.http;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a JSON document by a schema of the description: types, required members, enumerations, and members
 * that are not described. As much of JSON Schema as the description uses.
 */
final class DescribedShape {
    private final JsonNode description;

    DescribedShape(JsonNode description) {
        this.description = description;
    }

    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? description.at(node.path("$ref").asText().substring(1)) : node;
    }

    List<String> faults(JsonNode schema, JsonNode value) {
        List<String> faults = new ArrayList<>();
        check(resolve(schema), value, "$", faults);
        return faults;
    }

    private void check(JsonNode schema, JsonNode value, String where, List<String> faults) {
        if (schema.has("oneOf")) {
            List<String> last = List.of();
            for (JsonNode each : schema.path("oneOf")) {
                last = faults(each, value);
                if (last.isEmpty()) {
                    return;
                }
            }
            faults.add(where + " is none of the described: " + last);
            return;
        }
        if (!isOfType(schema.path("type").asText(), value)) {
            faults.add(where + " is not of type " + schema.path("type").asText());
            return;
        }
        if (schema.has("enum") && !contains(schema.path("enum"), value)) {
            faults.add(where + " is not one of " + schema.path("enum"));
        }
        if (value.isArray()) {
            value.forEach(item -> check(resolve(schema.path("items")), item, where + "[]", faults));
        } else if (value.isObject()) {
            checkMembers(schema, value, where, faults);
        }
    }

    private void checkMembers(JsonNode schema, JsonNode value, String where, List<String> faults) {
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                faults.add(where + " lacks " + name.asText());
            }
        });
        boolean open =
                !schema.has("properties") || schema.path("additionalProperties").asBoolean();
        value.properties().forEach(member -> {
            JsonNode described = schema.path("properties").path(member.getKey());
            if (!described.isMissingNode()) {
                check(resolve(described), member.getValue(), where + "." + member.getKey(), faults);
            } else if (!open) {
                faults.add(where + "." + member.getKey() + " is not described");
            }
        });
    }

    private static boolean contains(JsonNode choices, JsonNode value) {
        for (JsonNode choice : choices) {
            if (choice.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfType(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> true;
        };
    }
}
