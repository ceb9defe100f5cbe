package io.revocast.soak;

/** A fault is over, and what must follow did not come in time. */
final class NotHealedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String missing;

    /**
     * Says what is missing.
     *
     * @param missing what did not come, in words
     */
    NotHealedException(String missing) {
        super(missing);
        this.missing = missing;
    }

    String missing() {
        return missing;
    }
}
