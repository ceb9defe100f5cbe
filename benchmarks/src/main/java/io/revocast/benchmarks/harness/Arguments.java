package io.revocast.benchmarks.harness;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The arguments of a contender: text by name. Immutable. */
public record Arguments(Map<String, String> values) {
    /** The unit separator of ASCII, which stands in no address, name or path. */
    private static final String SEPARATOR = "\u001f";

    public Arguments {
        values = Map.copyOf(values);
    }

    /** Reads what {@link #line} wrote. */
    public static Arguments parse(String line) {
        if (line.isEmpty()) {
            return new Arguments(Map.of());
        }
        Map<String, String> values = new TreeMap<>();
        for (String pair : line.split(SEPARATOR, -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("an argument must be name=value: " + pair);
            }
            values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return new Arguments(values);
    }

    /** Returns them in one text, of which {@link #parse} makes them again. */
    public String line() {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(SEPARATOR));
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
