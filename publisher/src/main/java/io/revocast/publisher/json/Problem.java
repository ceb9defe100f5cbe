package io.revocast.publisher.json;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A problem document (RFC 9457): type, title, status and detail, then what is to blame. Immutable.
 *
 * @param members further members by name, in order
 */
public record Problem(ProblemType type, String detail, Map<String, Object> members) {
    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, Map.of());
    }

    /** Returns a copy with one more member, or this when there is no value. */
    public Problem with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(type, detail, Collections.unmodifiableMap(more));
    }

    public byte[] json() {
        return Json.write(document());
    }

    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", type.urn());
        document.put("title", type.title());
        document.put("status", type.status());
        document.put("detail", detail);
        document.putAll(members);
        return document;
    }
}
