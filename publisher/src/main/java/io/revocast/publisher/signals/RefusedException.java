package io.revocast.publisher.signals;

/**
 * A provider's message that is not accepted; repeating it does not help. Nothing was revoked. The message says which rule
 * it breaks, and holds nothing of what was received.
 */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** What is wrong, in the words of RFC 8935 section 2.4. */
    public enum Code {
        /** It cannot be parsed, or is not what it must be. */
        INVALID_REQUEST("invalid_request"),
        /** Its signature is not one of its issuer's keys'. */
        INVALID_KEY("invalid_key"),
        /** Its issuer is not configured for this. */
        INVALID_ISSUER("invalid_issuer"),
        /** It is meant for another receiver. */
        INVALID_AUDIENCE("invalid_audience"),
        /** The sender did not authenticate. */
        AUTHENTICATION_FAILED("authentication_failed"),
        /** Its issuer may not do this. */
        ACCESS_DENIED("access_denied");

        private final String wireName;

        Code(String wireName) {
            this.wireName = wireName;
        }

        /** The code in the answer. */
        public String wireName() {
            return wireName;
        }
    }

    RefusedException(Code code, String rule) {
        super(rule);
        this.code = code;
    }

    RefusedException(Code code, String rule, Throwable cause) {
        super(rule, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
