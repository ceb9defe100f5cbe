package io.revocast.event.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one claim of a JWT payload with every digit of its integers. Some JWT libraries keep large integers as doubles.
 * Only for a payload whose signature is verified; the caller compares the result with the claim that the JWT library
 * read.
 */
public final class ClaimReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ClaimReader() {}

    /**
     * Returns a claim: a String, a Boolean, a Number, a List or a Map of those; null when it is absent or null.
     *
     * @throws IllegalArgumentException when the payload is not a JSON object, or has a member twice. The message
     *     contains no part of the payload
     */
    public static @Nullable Object read(byte[] payload, String name) {
        try (JsonParser json = JSON.createParser(payload)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("the payload must be a JSON object");
            }
            Object found = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals(name);
                json.nextToken();
                if (wanted) {
                    found = value(json);
                } else {
                    json.skipChildren();
                }
            }
            return found;
        } catch (IOException e) {
            // Without the cause: its message may quote the payload.
            throw new IllegalArgumentException("the payload must be a JSON object without repeated members");
        }
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
            case VALUE_NUMBER_INT -> json.getNumberValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case START_ARRAY -> array(json);
            case START_OBJECT -> object(json);
            case VALUE_NULL -> null;
            default -> throw new IllegalArgumentException("the payload must be a complete JSON object");
        };
    }

    private static List<@Nullable Object> array(JsonParser json) throws IOException {
        List<@Nullable Object> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(json));
        }
        return values;
    }

    private static Map<String, @Nullable Object> object(JsonParser json) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String member = json.currentName();
            json.nextToken();
            members.put(member, value(json));
        }
        return members;
    }
}
