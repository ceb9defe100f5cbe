package io.revocast.spring.coverage;

import org.jspecify.annotations.Nullable;

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
     * @param type its class, or the class that has the lambda
     * @param place where it was found
     * @param declaration the method that declares the bean; null when a class does
     */
    public record Finding(
            boolean opaque,
            String type,
            String place,
            @Nullable String declaration) {
        @Override
        public String toString() {
            return type + " in " + place + (declaration == null ? "" : " (bean declared by " + declaration + ")");
        }
    }
}
