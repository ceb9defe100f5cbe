package io.revocast.consumer.internal.replay;

/** The log is no longer the one that was being read: it must be read again from its beginning. */
final class LogChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LogChangedException(String message) {
        super(message);
    }
}
