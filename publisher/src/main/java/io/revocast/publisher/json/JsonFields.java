package io.revocast.publisher.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

/** The fields of one JSON object, each taken by its type, with rejections that name it in full. */
public final class JsonFields {
    private static final int LONGEST_SHOWN_NAME = 40;
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final JsonNode object;
    private final String path;

    private JsonFields(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    public static JsonFields of(JsonNode object, String path) {
        return new JsonFields(object, path);
    }

    public void requireOnly(Set<String> known) throws RejectedException {
        Iterator<String> names = object.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new RejectedException(
                        Kind.INVALID_FIELD,
                        path + shown(name),
                        null,
                        "is not a field here; known are " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    /** Returns a name that a caller chose, cut so that it cannot be a whole token. */
    public static String shown(String name) {
        return name.length() > LONGEST_SHOWN_NAME ? name.substring(0, LONGEST_SHOWN_NAME) + "…" : name;
    }

    /** Whether there is such a field. */
    public boolean has(String name) {
        return object.has(name);
    }

    /** A text that must be there and not be empty. */
    public String text(String name) throws RejectedException {
        String text = optionalText(name);
        if (text == null || text.isEmpty()) {
            throw new RejectedException(Kind.INVALID_FIELD, path + name, text, "must be given and not be empty");
        }
        return text;
    }

    /** As {@link #text}, but no rejection shows the value. */
    public String secretText(String name) throws RejectedException {
        JsonNode value = object.get(name);
        if (value == null || !value.isTextual() || value.textValue().isEmpty()) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, path + name, null, "must be a JSON string that is not empty");
        }
        return value.textValue();
    }

    public @Nullable String optionalText(String name) throws RejectedException {
        JsonNode value = object.get(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, path + name, scalar(value), "must be a JSON string; leave it out if unknown");
        }
        return value.textValue();
    }

    public @Nullable Instant optionalInstant(String name) throws RejectedException {
        String text = optionalText(name);
        if (text == null) {
            return null;
        }
        try {
            Instant plain = PlainInstant.parse(text);
            return plain != null ? plain : DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeException e) {
            RejectedException rejection = new RejectedException(
                    Kind.INVALID_FIELD,
                    path + name,
                    text,
                    "must be an instant such as 2026-11-23T22:00:00Z (RFC 3339)");
            rejection.initCause(e);
            throw rejection;
        }
    }

    /** Reads a UUID in its usual spelling, which {@link UUID#fromString} alone does not insist on. */
    public static UUID uuid(String field, String text) throws RejectedException {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new RejectedException(Kind.INVALID_FIELD, field, text, "must be a UUID");
        }
        return UUID.fromString(text);
    }

    private static @Nullable String scalar(JsonNode value) {
        return value.isValueNode() ? value.asText() : null;
    }
}
