package io.revocast.publisher.request;

import org.jspecify.annotations.Nullable;

/**
 * A request that the caller must change before it can succeed; nothing was appended. Repeating it does not help.
 *
 * <p>Names the field, its value and the rule it breaks. The value is null when there is none or when it is, or may
 * hold, a token or a credential. Immutable but for {@link Throwable}'s own state.
 */
public final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_VALUE = 200;
    private static final int NO_INDEX = -1;

    /** What is wrong, for callers that decide by it. */
    private final Kind kind;

    /** Field name as the caller spelt it, or a path such as {@code target.issuer}. */
    private final String field;

    private final @Nullable String value;
    private final String rule;
    private final int index;
    private final boolean provenInvalid;

    /** The kinds of rejection. */
    public enum Kind {
        /** A field is missing, unknown or breaks its own rule. */
        INVALID_FIELD,
        /** A pasted token is not a JWS that may be read at all. */
        INVALID_TOKEN,
        /** Two entries of one batch name the same target. */
        DUPLICATE_TARGET,
        /** A batch is longer than allowed. */
        TOO_MANY_ENTRIES,
        /** Live revocations of the issuer name as many claims and paths as {@code limits.claim-names} allows. */
        TOO_MANY_CLAIM_NAMES,
        /** The revocation would have to be kept longer than the log keeps events. */
        OUTLIVES_RETENTION,
        /** A pasted token has no {@code exp}, and no longest lifetime is configured that would stand for it. */
        TOKEN_WITHOUT_EXPIRY,
        /** A pasted token comes from no configured issuer, or its signature does not verify. */
        UNVERIFIED_TOKEN,
        /** A target names an issuer that is not configured, while others are. */
        UNKNOWN_ISSUER,
        /** The caller may not ask for this. */
        FORBIDDEN,
        /** A broad target stands where it cannot be confirmed. */
        NOT_CONFIRMABLE,
        /** The idempotency key named another request within 24 hours. */
        IDEMPOTENCY_KEY_REUSED,
        /**
         * The revocation has a newer record than the one that the author of the reinstatement saw. Or another caller took it
         * back before the event of a repeated request was appended.
         */
        CHANGED
    }

    /** Makes a rejection of one field. A longer value is cut at 200 characters. */
    public RejectedException(Kind kind, String field, @Nullable String value, String rule) {
        this(kind, field, value, rule, NO_INDEX, false);
    }

    private RejectedException(
            Kind kind, String field, @Nullable String value, String rule, int index, boolean provenInvalid) {
        super(field + " " + rule);
        this.kind = kind;
        this.field = field;
        this.value = value != null && value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value;
        this.rule = rule;
        this.index = index;
        this.provenInvalid = provenInvalid;
    }

    /** The same rejection, said of one entry of a batch. */
    public RejectedException at(int entry) {
        RejectedException rejection = new RejectedException(kind, field, value, rule, entry, provenInvalid);
        rejection.initCause(this);
        return rejection;
    }

    /**
     * The same rejection, with or without the statement that no verifier accepts the token: it is forged, unsigned, or not
     * a token at all.
     */
    public RejectedException provenInvalid(boolean proven) {
        RejectedException rejection = new RejectedException(kind, field, value, rule, index, proven);
        rejection.initCause(getCause());
        return rejection;
    }

    /** Whether no verifier accepts the token. Otherwise services may accept it: this publisher cannot tell. */
    public boolean isProvenInvalid() {
        return provenInvalid;
    }

    /** Names the entry of a batch, the field and the rule, and quotes no value. */
    public String detail() {
        return (index == NO_INDEX ? "" : "entry " + index + ": ") + getMessage();
    }

    public Kind kind() {
        return kind;
    }

    public String field() {
        return field;
    }

    /** The value that breaks the rule; null when there is none to show. */
    public @Nullable String value() {
        return value;
    }

    /** What must hold, in words that follow the field's name. */
    public String rule() {
        return rule;
    }

    /** The entry's place in its batch, from 0; null when the request was not a batch. */
    public @Nullable Integer index() {
        return index == NO_INDEX ? null : index;
    }
}
