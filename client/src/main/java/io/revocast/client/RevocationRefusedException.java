package io.revocast.client;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * The publisher refused the request, and nothing was written. Repeating it unchanged does not help.
 *
 * <p>Carries the publisher's problem document (RFC 9457). Never holds a token or a key.
 */
public final class RevocationRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient ProblemDetails problem;
    private final String document;

    RevocationRefusedException(int status, Content body) {
        this(status, body.problem(), body.text());
    }

    private RevocationRefusedException(int status, ProblemDetails problem, String document) {
        super("the publisher refused with " + status + ": " + problem.summary());
        this.status = status;
        this.problem = problem;
        this.document = document;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The kind of problem, such as {@code urn:revocast:problem:invalid-field}; null when the answer named none. */
    public @Nullable String type() {
        return problem.type();
    }

    /** The kind of problem in words; null when the answer named none. */
    public @Nullable String title() {
        return problem.title();
    }

    /** What is wrong with this request; null when the answer did not say. */
    public @Nullable String detail() {
        return problem.detail();
    }

    /** The field to blame; null when it is none. */
    public @Nullable String field() {
        return problem.field();
    }

    /** The rule that the field breaks; null when it is none. */
    public @Nullable String rule() {
        return problem.rule();
    }

    /**
     * What confirms the request, when the target is broad and that is all that is missing. It stands for a preview of
     * what would be hit: show it to a person before you pass it to {@link RevocationRequest#withConfirmation}.
     */
    public Optional<String> confirmation() {
        return Optional.ofNullable(problem.confirmation());
    }

    /** The body of the answer: a problem document in JSON, unless a proxy answered. It may hold a preview. */
    public String document() {
        return document;
    }
}
