package io.revocast.publisher.audit;

/** The audit cannot be read now; it may be tried again. The message says what is missing. */
public final class TrailUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public TrailUnavailableException(String message) {
        super(message);
    }

    public TrailUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
