package io.revocast.demo;

/** The token will never be accepted again, and its client must log in: 401. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String description;

    /** Takes what the client is told; no quotation marks, because it goes into a header. */
    RefusedException(String description) {
        super(description);
        this.description = description;
    }

    String description() {
        return description;
    }
}
