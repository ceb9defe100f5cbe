package io.revocast.demo;

/** The request carries no credentials, or a name and password that nobody has: 401. */
final class NoCredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String description;

    /** Takes what the client is told. */
    NoCredentialsException(String description) {
        super(description);
        this.description = description;
    }

    String description() {
        return description;
    }
}
