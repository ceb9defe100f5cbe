package io.revocast.cli.command;

/** How a command can end. The numbers never change. */
public enum ExitCode {
    OK(0, "done; for `check`: not revoked"),
    UNEXPECTED(1, "an unexpected failure"),
    USAGE(2, "the command line, the configuration or a value in it is wrong"),
    NOT_AUTHORISED(3, "the publisher does not know the credential, or it may not do this"),
    NOT_CONFIRMED(4, "unavailable or not confirmed; for `check`: unknown; for `--wait`: not proven in time"),
    REFUSED(5, "refused by a policy or a limit, or not confirmed by you; for `topic doctor`: unfit"),
    REVOKED(10, "only `check`: revoked");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The number that the process exits with. */
    public int number() {
        return number;
    }

    /** What it means, in words. */
    public String meaning() {
        return meaning;
    }
}
