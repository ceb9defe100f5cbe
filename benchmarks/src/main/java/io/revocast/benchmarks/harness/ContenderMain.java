package io.revocast.benchmarks.harness;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a fresh JVM runs: one contender, once. Needs nothing but the JDK, so that any class path will do. */
public final class ContenderMain {
    static final String FIGURE = "figure ";

    private ContenderMain() {}

    /** The first argument is the contender's class, the second its {@link Arguments#line}. Prints a line for each figure. */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Contender contender = Class.forName(args[0])
                .asSubclass(Contender.class)
                .getDeclaredConstructor()
                .newInstance();
        contender.measure(Arguments.parse(args[1])).forEach((name, value) -> out.println(FIGURE + name + "=" + value));
        out.flush();
        // Threads that a library left must not keep the process.
        Runtime.getRuntime().halt(0);
    }
}
