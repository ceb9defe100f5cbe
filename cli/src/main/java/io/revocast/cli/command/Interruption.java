package io.revocast.cli.command;

/** Runs an action when the process is ended by a signal before this is closed. */
public final class Interruption implements AutoCloseable {
    private final Thread hook;

    /**
     * @param action prints what was done until then; runs while the process ends
     */
    public Interruption(Runnable action) {
        hook = new Thread(action, "revocast-interrupted");
    }

    /** From now on the action runs. */
    public void expect() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs.
            return;
        }
    }
}
