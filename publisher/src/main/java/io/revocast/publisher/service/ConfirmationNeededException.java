package io.revocast.publisher.service;

/** A broad target, without the token of a preview that shows what it would hit. Nothing was written. */
public final class ConfirmationNeededException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Preview preview;

    ConfirmationNeededException(Preview preview) {
        super("a broad target must be confirmed: send the same request again with the preview's confirm, within "
                + Confirmations.VALID.toMinutes() + " minutes");
        this.preview = preview;
    }

    /** What the request would do. */
    public Preview preview() {
        return preview;
    }
}
