package io.revocast.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command with an exit code, one line that says what, and one that says how to repair it. No secret in either. */
public final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String remedy;

    public CommandFailure(ExitCode exitCode, String what, String remedy) {
        this(exitCode, what, remedy, null);
    }

    public CommandFailure(ExitCode exitCode, String what, String remedy, @Nullable Throwable cause) {
        super(what, cause);
        this.exitCode = exitCode;
        this.remedy = remedy;
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** How to mend it; empty when nobody knows. */
    public String remedy() {
        return remedy;
    }
}
