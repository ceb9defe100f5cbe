package io.revocast.demo;

/** The token will never be accepted again, and its client must log in: 401. */
final class TokenRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String description;

    /** Takes the description for the client, without quotation marks, because it goes into a header. */
    TokenRefusedException(String description) {
        super(description);
        this.description = description;
    }

    String description() {
        return description;
    }
}
