package io.revocast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** A value as one line of JSON. */
public final class JsonLine {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private JsonLine() {}

    /** Writes a record with its components in their order. */
    public static String of(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of texts, numbers and lists can always be written", e);
        }
    }
}
