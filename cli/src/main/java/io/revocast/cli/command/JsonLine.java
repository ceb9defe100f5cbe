package io.revocast.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;

/** A value as one line of JSON. */
public final class JsonLine {
    private JsonLine() {}

    /** Writes a record with its components in their order. */
    public static String of(Object value) {
        try {
            return JsonDocuments.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of texts, numbers and lists can always be written", e);
        }
    }
}
