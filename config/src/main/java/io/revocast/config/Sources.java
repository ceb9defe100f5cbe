package io.revocast.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where settings may come from, strongest first. Immutable.
 *
 * @param flags key to value
 * @param systemProperties those that begin with {@code revocast.} are settings
 * @param environment those that begin with {@code REVOCAST_} are settings
 * @param file a properties file in UTF-8; null when there is none
 */
public record Sources(
        Map<String, String> flags,
        Map<String, String> systemProperties,
        Map<String, String> environment,
        @Nullable Path file) {
    public Sources {
        flags = Map.copyOf(flags);
        systemProperties = Map.copyOf(systemProperties);
        environment = Map.copyOf(environment);
    }

    /** Names the sources only: their values may be secrets. */
    @Override
    public String toString() {
        return "Sources[flags=" + flags.keySet() + ", file=" + file + "]";
    }
}
