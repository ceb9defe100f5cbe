package io.revocast.benchmarks.harness;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What a fresh JVM runs: one contender, once. Needs nothing but the JDK, so that any class path will do. */
public final class ContenderMain {
    static final String FIGURE = "figure ";

    private ContenderMain() {}

    /** The first argument is the contender's class, the others are {@code name=value}. Prints a line for each figure. */
    public static void main(String[] args) throws Exception {
        Map<String, String> values = new TreeMap<>();
        for (int i = 1; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            values.put(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Contender contender = Class.forName(args[0])
                .asSubclass(Contender.class)
                .getDeclaredConstructor()
                .newInstance();
        contender.measure(new Arguments(values)).forEach((name, value) -> out.println(FIGURE + name + "=" + value));
        out.flush();
        // Threads that a library left must not keep the process.
        Runtime.getRuntime().halt(0);
    }
}
