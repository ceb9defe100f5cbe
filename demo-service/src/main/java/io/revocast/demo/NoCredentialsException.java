package io.revocast.demo;

/** The request carries no credentials, or an unknown name and password: 401. */
final class NoCredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String description;

    /** Takes the description for the client. */
    NoCredentialsException(String description) {
        super(description);
        this.description = description;
    }

    String description() {
        return description;
    }
}
