package io.revocast.spring.coverage;

import java.util.List;

/**
 * The names of the decoders that refuse revoked tokens, for the reports of the list and the Actuator endpoint. It exists
 * without Spring Security too. Thread-safe.
 */
public final class CoveredDecoders {
    private volatile List<String> names = List.of();

    /** No names, until {@link DecoderCoverage} has found the decoders. */
    public CoveredDecoders() {}

    /** Returns the names, sorted; empty before the application has started, and without Spring Security. */
    public List<String> names() {
        return names;
    }

    void found(List<String> all) {
        names = List.copyOf(all);
    }
}
