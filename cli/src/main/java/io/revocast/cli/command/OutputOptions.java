package io.revocast.cli.command;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** The options that decide which messages are printed, and whether in color. */
public final class OutputOptions {
    private final Terminal terminal;

    @Option(
            names = {"-q", "--quiet"},
            description = "print no messages except errors")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "also print each request and its status")
    private boolean verbose;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "auto, always or never; auto uses color on a terminal unless NO_COLOR is set")
    private When color = When.auto;

    /** Spelled as on the command line. */
    public enum When {
        auto,
        always,
        never
    }

    /** The options of a command at a terminal. */
    public OutputOptions(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Whether only errors are printed. */
    public boolean quiet() {
        return quiet;
    }

    /** Whether each request is printed. */
    public boolean verbose() {
        return verbose;
    }

    private boolean colored() {
        return switch (color) {
            case always -> true;
            case never -> false;
            case auto ->
                terminal.interactive()
                        && terminal.environment().getOrDefault("NO_COLOR", "").isEmpty();
        };
    }

    /** Paints a word of this program that means refused. */
    public String red(String word) {
        return paint("red", word);
    }

    /** Paints a word of this program that means accepted. */
    public String green(String word) {
        return paint("green", word);
    }

    /** Paints a word of this program that means unknown. */
    public String yellow(String word) {
        return paint("yellow", word);
    }

    /** Never for text of others, whose markup picocli would interpret. */
    private String paint(String style, String word) {
        return (colored() ? Ansi.ON : Ansi.OFF).string("@|" + style + " " + word + "|@");
    }
}
