package io.revocast.publisher.query;

import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The query of a request: known parameters, each given once. Immutable. */
final class QueryParameters {
    private final Map<String, List<String>> values;

    private QueryParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Refuses a parameter that is not known, or is given twice. */
    static QueryParameters of(Map<String, List<String>> values, Set<String> known) throws RejectedException {
        for (Map.Entry<String, List<String>> parameter : values.entrySet()) {
            if (!known.contains(parameter.getKey())) {
                throw new RejectedException(
                        Kind.INVALID_FIELD,
                        parameter.getKey(),
                        null,
                        "is not a parameter here; known are "
                                + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known))));
            }
            if (parameter.getValue().size() != 1) {
                throw new RejectedException(Kind.INVALID_FIELD, parameter.getKey(), null, "must be given once");
            }
        }
        return new QueryParameters(values);
    }

    /** Refuses every parameter. */
    static void requireNone(Map<String, List<String>> values) throws RejectedException {
        of(values, Set.of());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns a parameter; null when it is not given. An empty one would match what has no such member. */
    @Nullable
    String text(String name) throws RejectedException {
        List<String> given = values.get(name);
        if (given != null && given.get(0).isEmpty()) {
            throw new RejectedException(Kind.INVALID_FIELD, name, "", "must not be empty; leave it out instead");
        }
        return given == null ? null : given.get(0);
    }

    /** Returns the parameter {@code limit}; null when it is not given. */
    @Nullable
    Integer limit(int most) throws RejectedException {
        String text = text("limit");
        if (text == null) {
            return null;
        }
        if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > most) {
            throw new RejectedException(Kind.INVALID_FIELD, "limit", text, "must lie between 1 and " + most);
        }
        return Integer.parseInt(text);
    }
}
