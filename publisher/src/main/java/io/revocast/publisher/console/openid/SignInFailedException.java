package io.revocast.publisher.console.openid;

/** A sign-in at a provider did not succeed. The message is for the log and never has a token or a code. */
public final class SignInFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What the user can do about it. */
    public enum Kind {
        /** The provider refused, or what it answered breaks a rule. */
        PROVIDER,
        /** The access token is not accepted here. */
        SCOPES,
        /** The browser did not begin this sign-in, or too long ago. */
        STATE,
        /** The provider does not answer, or too many users sign in at one time. */
        UNAVAILABLE
    }

    public SignInFailedException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    SignInFailedException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
