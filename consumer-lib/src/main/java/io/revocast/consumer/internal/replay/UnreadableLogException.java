package io.revocast.consumer.internal.replay;

/** The log cannot be read on from where it is read: what stands there is not what a broker should hold. */
final class UnreadableLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableLogException(String message, Throwable cause) {
        super(message, cause);
    }
}
