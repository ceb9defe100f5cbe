package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** Follows a JSON Pointer into claims (RFC 6901 section 4), as services do. */
final class NestedClaims {
    private NestedClaims() {}

    /** The value that a path's pointer names; null when it leads nowhere. */
    static @Nullable Object at(Map<String, Object> claims, Target.Path path) {
        List<String> segments = path.segments();
        Object value = claims.get(segments.get(0));
        for (String segment : segments.subList(1, segments.size())) {
            value = value == null ? null : member(value, segment);
        }
        return value;
    }

    /** The member of an object, or the element of an array; null when there is none. */
    static @Nullable Object member(Object value, String segment) {
        if (value instanceof Map<?, ?> object) {
            return object.get(segment);
        }
        boolean index = segment.matches("0|[1-9]\\d{0,8}");
        return value instanceof List<?> array && index && Integer.parseInt(segment) < array.size()
                ? array.get(Integer.parseInt(segment))
                : null;
    }
}
