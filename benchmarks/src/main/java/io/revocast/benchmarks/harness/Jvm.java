package io.revocast.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Java that contenders run in: the program, its class path, its flags. Immutable. */
public record Jvm(Path java, String classPath, List<String> flags) {
    private static final Pattern JAVA_VERSION = Pattern.compile("JAVA_VERSION=\"([0-9]+).*\"");

    public Jvm {
        flags = List.copyOf(flags);
    }

    /** This process's Java and class path, with default flags. */
    public static Jvm current() {
        return new Jvm(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                List.of());
    }

    /** Returns this Java with further flags. */
    public Jvm with(String... more) {
        return new Jvm(
                java, classPath, Stream.concat(flags.stream(), Stream.of(more)).toList());
    }

    /** Its release, as a table has it: {@code Java 25}. Reads the file that every JDK has at its root. */
    public String release() throws IOException {
        Path file = java.toRealPath().resolveSibling("../release").normalize();
        return Files.readAllLines(file).stream()
                .map(JAVA_VERSION::matcher)
                .filter(Matcher::matches)
                .map(version -> "Java " + version.group(1))
                .findFirst()
                .orElseThrow(() -> new IOException(file + " must have a line JAVA_VERSION=\"...\""));
    }

    /** Returns the same class path and flags in another Java. */
    public Jvm at(Path otherJava) {
        return new Jvm(otherJava, classPath, flags);
    }

    /** Returns this Java with another class path. */
    public Jvm on(String otherClassPath) {
        return new Jvm(java, otherClassPath, flags);
    }
}
