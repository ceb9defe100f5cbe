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
 * The members of a JSON object that are texts, whole numbers, booleans, objects or lists of texts and objects; others are
 * skipped. Bounded. Immutable.
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
                members.put(name, elements(json));
            } else if (value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE) {
                members.put(name, value == JsonToken.VALUE_TRUE);
            } else {
                json.skipChildren();
            }
        }
        return new JsonObject(members);
    }

    /** The elements of an array that are texts or objects. */
    private static List<Object> elements(JsonParser json) throws IOException {
        List<Object> elements = new ArrayList<>();
        for (JsonToken each = json.nextToken(); each != JsonToken.END_ARRAY; each = json.nextToken()) {
            if (each == null) {
                throw new IOException("an array has no end");
            }
            if (each == JsonToken.VALUE_STRING) {
                elements.add(json.getText());
            } else if (each == JsonToken.START_OBJECT) {
                elements.add(object(json));
            } else {
                json.skipChildren();
            }
        }
        return elements;
    }

    /** The texts of an array; empty when there is none. */
    List<String> texts(String name) {
        return elements(name, String.class);
    }

    /** The objects of an array; empty when there is none. */
    List<JsonObject> objects(String name) {
        return elements(name, JsonObject.class);
    }

    private <T> List<T> elements(String name, Class<T> type) {
        return members.get(name) instanceof List<?> list
                ? list.stream().filter(type::isInstance).map(type::cast).toList()
                : List.of();
    }

    @Nullable
    Long number(String name) {
        return members.get(name) instanceof Long number ? number : null;
    }

    boolean requireBoolean(String name) throws IOException {
        if (members.get(name) instanceof Boolean value) {
            return value;
        }
        throw new IOException("the boolean " + name + " is missing");
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
