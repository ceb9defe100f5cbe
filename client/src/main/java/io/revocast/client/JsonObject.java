package io.revocast.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The members of a JSON object that are texts, whole numbers, objects or lists of texts; others are skipped. Bounded.
 * Immutable.
 */
final class JsonObject {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNumberLength(32)
                    .maxStringLength(16 * 1024)
                    .maxNameLength(256)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Map<String, Object> members;

    private JsonObject(Map<String, Object> members) {
        this.members = members;
    }

    /**
     * Reads one document.
     *
     * @throws IOException when it is not one JSON object
     */
    static JsonObject read(byte[] utf8) throws IOException {
        try (JsonParser json = JSON.createParser(utf8)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            JsonObject object = object(json);
            if (json.nextToken() != null) {
                throw new IOException("something follows the JSON object");
            }
            return object;
        }
    }

    private static JsonObject object(JsonParser json) throws IOException {
        Map<String, Object> members = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_STRING) {
                members.put(name, json.getText());
            } else if (value == JsonToken.VALUE_NUMBER_INT) {
                members.put(name, json.getLongValue());
            } else if (value == JsonToken.START_OBJECT) {
                members.put(name, object(json));
            } else if (value == JsonToken.START_ARRAY) {
                members.put(name, texts(json));
            } else {
                json.skipChildren();
            }
        }
        return new JsonObject(members);
    }

    /** The elements of an array that are texts. */
    private static List<String> texts(JsonParser json) throws IOException {
        List<String> texts = new ArrayList<>();
        for (JsonToken each = json.nextToken(); each != JsonToken.END_ARRAY; each = json.nextToken()) {
            if (each == null) {
                throw new IOException("an array has no end");
            }
            if (each == JsonToken.VALUE_STRING) {
                texts.add(json.getText());
            } else {
                json.skipChildren();
            }
        }
        return texts;
    }

    /** The texts of an array; empty when there is none. */
    List<String> texts(String name) {
        return members.get(name) instanceof List<?> list
                ? list.stream().map(String.class::cast).toList()
                : List.of();
    }

    @Nullable
    String text(String name) {
        return members.get(name) instanceof String text ? text : null;
    }

    @Nullable
    JsonObject object(String name) {
        return members.get(name) instanceof JsonObject object ? object : null;
    }

    String requireText(String name) throws IOException {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw new IOException("the text " + name + " is missing");
    }

    long requireNumber(String name) throws IOException {
        if (members.get(name) instanceof Long number) {
            return number;
        }
        throw new IOException("the number " + name + " is missing");
    }

    JsonObject requireObject(String name) throws IOException {
        if (members.get(name) instanceof JsonObject object) {
            return object;
        }
        throw new IOException("the object " + name + " is missing");
    }
}
