package io.revocast.publisher.token;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** Follows a JSON Pointer into claims (RFC 6901 section 4), as services do. */
public final class NestedClaims {
    private NestedClaims() {}

    /** The member of an object, or the element of an array; null when there is none, or JSON's null. */
    public static @Nullable Object member(Object value, String segment) {
        if (value instanceof Map<?, ?> object) {
            return object.get(segment);
        }
        return value instanceof List<?> array && hasMember(value, segment)
                ? array.get(Integer.parseInt(segment))
                : null;
    }

    /** Whether there is such a member or element, be it null. */
    public static boolean hasMember(Object value, String segment) {
        if (value instanceof Map<?, ?> object) {
            return object.containsKey(segment);
        }
        boolean index = segment.matches("0|[1-9]\\d{0,8}");
        return value instanceof List<?> array && index && Integer.parseInt(segment) < array.size();
    }
}
