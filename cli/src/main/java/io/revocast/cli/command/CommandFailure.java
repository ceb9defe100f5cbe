package io.revocast.cli.command;

import org.jspecify.annotations.Nullable;

/** Ends a command with an exit code, one line that says what, and one that says how to repair it. No secret in either. */
public final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String remedy;

    /** A failure without a cause; the remedy is empty when there is none. */
    public CommandFailure(ExitCode exitCode, String what, String remedy) {
        this(exitCode, what, remedy, null);
    }

    /** A failure; the remedy is empty when there is none. No text may hold a secret. */
    public CommandFailure(ExitCode exitCode, String what, String remedy, @Nullable Throwable cause) {
        super(what, cause);
        this.exitCode = exitCode;
        this.remedy = remedy;
    }

    /** How the process exits. */
    public ExitCode exitCode() {
        return exitCode;
    }

    /** The fix; empty when there is none. */
    public String remedy() {
        return remedy;
    }
}
