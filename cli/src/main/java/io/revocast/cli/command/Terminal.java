package io.revocast.cli.command;

import java.io.Console;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;

/**
 * What a command finds around it.
 *
 * @param environment the environment variables
 * @param in standard input; its readers do not close it
 * @param interactive whether a person sits at it: input and output are a terminal
 */
public record Terminal(Map<String, String> environment, InputStream in, boolean interactive) {
    /** The environment variable with the publisher's address. */
    public static final String URL = "REVOCAST_URL";
    /** The environment variable with the API key. */
    public static final String API_KEY = "REVOCAST_API_KEY";
    /** The environment variable with the file of the API key. */
    public static final String API_KEY_FILE = "REVOCAST_API_KEY_FILE";
    /** The environment variable with the issuer of the tokens. */
    public static final String ISSUER = "REVOCAST_ISSUER";

    /** The environment variables of the commands, which are no settings of a publisher. */
    public static final Set<String> VARIABLES = Set.of(URL, API_KEY, API_KEY_FILE, ISSUER);

    /** Copies the environment. */
    public Terminal {
        environment = Map.copyOf(environment);
    }

    /** The process's own. */
    public static Terminal system() {
        return new Terminal(System.getenv(), System.in, isTerminal());
    }

    @SuppressWarnings("SystemConsoleNull") // from Java 22 on, where it is never null, isTerminal tells
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Shows no environment variable: one of them is a secret. */
    @Override
    public String toString() {
        return "Terminal[interactive=" + interactive + "]";
    }
}
