package io.revocast.publisher.audit;

/** A record that this release cannot read as one of the audit. The message quotes nothing of it. */
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedRecordException(String message) {
        super(message);
    }

    MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
