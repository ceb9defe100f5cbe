package io.revocast.spring.security;

import java.util.List;

/** The application has decoders or introspectors whose tokens nothing checks for revocation. */
public final class UncoveredDecoderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    /** An exception for at least one finding. */
    public UncoveredDecoderException(List<Finding> findings) {
        super("revoked tokens would be accepted by: "
                + String.join("; ", findings.stream().map(Finding::toString).toList()));
        this.findings = List.copyOf(findings);
    }

    /** Returns what nothing checks. */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * A decoder or introspector that nothing checks.
     *
     * @param opaque whether it is for opaque tokens, which no list can check
     * @param type its class
     * @param place where it was found
     */
    public record Finding(boolean opaque, String type, String place) {
        @Override
        public String toString() {
            return type + " in " + place;
        }
    }
}
