package io.revocast.benchmarks.harness;

import java.util.Map;
import java.util.TreeMap;

/** What a contender is told, as text by name. Immutable. */
public record Arguments(Map<String, String> values) {
    public Arguments {
        values = Map.copyOf(values);
    }

    /** Returns the text of an argument that must be given. */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("argument " + name + " is missing; given are: " + values.keySet());
        }
        return value;
    }

    /** Returns an argument that must be a whole number. */
    public int number(String name) {
        return Integer.parseInt(text(name));
    }

    /** Returns these arguments with one more, or another value for one. */
    public Arguments with(String name, Object value) {
        Map<String, String> more = new TreeMap<>(values);
        more.put(name, String.valueOf(value));
        return new Arguments(more);
    }
}
