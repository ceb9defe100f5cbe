package io.revocast.benchmarks.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A Java that contenders run in: the program, its class path, its flags. Immutable. */
public record Jvm(Path java, String classPath, List<String> flags) {
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

    /** Returns the same class path and flags in another Java. */
    public Jvm at(Path otherJava) {
        return new Jvm(otherJava, classPath, flags);
    }

    /** Returns this Java with another class path. */
    public Jvm on(String otherClassPath) {
        return new Jvm(java, otherClassPath, flags);
    }
}
