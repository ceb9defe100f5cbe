package io.revocast.cli;

import picocli.CommandLine.Option;

/** How much to say, and in which colours. */
final class Style {
    private final Terminal terminal;

    @Option(
            names = {"-q", "--quiet"},
            description = "no messages but errors")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "also which requests are sent and how they are answered")
    private boolean verbose;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "auto, always or never; auto means on a terminal, unless NO_COLOR is set")
    private When color = When.auto;

    /** Spelt as on the command line. */
    enum When {
        auto,
        always,
        never
    }

    Style(Terminal terminal) {
        this.terminal = terminal;
    }

    boolean quiet() {
        return quiet;
    }

    boolean verbose() {
        return verbose;
    }

    private boolean coloured() {
        return switch (color) {
            case always -> true;
            case never -> false;
            case auto ->
                terminal.interactive()
                        && terminal.environment().getOrDefault("NO_COLOR", "").isEmpty();
        };
    }

    /** For what is refused from now on. */
    String red(String text) {
        return paint("31", text);
    }

    /** For what is accepted. */
    String green(String text) {
        return paint("32", text);
    }

    /** For what nobody knows. */
    String yellow(String text) {
        return paint("33", text);
    }

    String bold(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return coloured() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
