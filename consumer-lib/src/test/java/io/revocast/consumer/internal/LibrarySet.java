package io.revocast.consumer.internal;

import io.revocast.consumer.RevocationList;
import io.revocast.event.Target;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The libraries of one application: the reader runs with them in a class loader of its own. */
record LibrarySet(String name, String kafka, String jackson, String slf4j, String caffeine) {
    /** Sets that must work. {@code docs/compatibility.md} lists the same. */
    static final List<LibrarySet> SUPPORTED = List.of(
            new LibrarySet("oldest of each", "3.3.0", "2.16.0", "2.0.0", "3.1.0"),
            new LibrarySet("newest of each", "4.4.0", "2.23.0", "2.0.20", "3.3.1"),
            new LibrarySet("oldest Kafka client, newest others", "3.3.0", "2.23.0", "2.0.20", "3.3.1"),
            new LibrarySet("newest Kafka client, oldest others", "4.4.0", "2.16.0", "2.0.0", "3.1.0"),
            new LibrarySet("Kafka client 3.7", "3.7.2", "2.21.4", "2.0.18", "3.2.4"),
            new LibrarySet("Kafka client 3.9.1", "3.9.1", "2.21.4", "2.0.18", "3.2.4"),
            new LibrarySet("Kafka client 4.0", "4.0.0", "2.21.7", "2.0.20", "3.2.4"),
            new LibrarySet("Spring Boot 3.5.16", "3.9.2", "2.21.4", "2.0.18", "3.2.4"),
            new LibrarySet("Spring Boot 4.1.2", "4.2.2", "2.21.7", "2.0.20", "3.2.4"));

    private static final Path JARS = Path.of("target", "library-versions");

    private List<Path> jars() {
        return List.of(
                JARS.resolve("kafka-clients-" + kafka + ".jar"),
                JARS.resolve("jackson-core-" + jackson + ".jar"),
                JARS.resolve("slf4j-api-" + slf4j + ".jar"),
                JARS.resolve("caffeine-" + caffeine + ".jar"));
    }

    /** This set with another version of one library. */
    LibrarySet with(String library, String version) {
        return switch (library) {
            case "kafka-clients" -> new LibrarySet(name, version, jackson, slf4j, caffeine);
            case "jackson-core" -> new LibrarySet(name, kafka, version, slf4j, caffeine);
            case "slf4j-api" -> new LibrarySet(name, kafka, jackson, version, caffeine);
            case "caffeine" -> new LibrarySet(name, kafka, jackson, slf4j, version);
            default -> throw new IllegalArgumentException("unknown library: " + library);
        };
    }

    /** The line of the table in {@code docs/compatibility.md}. */
    String row() {
        return "| " + String.join(" | ", name, kafka, jackson, slf4j, caffeine) + " |";
    }

    /** The library and its driver with these jars, and nothing of the test's own class path. */
    URLClassLoader loader() throws IOException {
        return loaderWithout("no library");
    }

    URLClassLoader loaderWithout(String library) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(RevocationList.class.getProtectionDomain().getCodeSource().getLocation());
        urls.add(Target.class.getProtectionDomain().getCodeSource().getLocation());
        urls.add(IsolatedReader.class.getProtectionDomain().getCodeSource().getLocation());
        for (Path jar : jars()) {
            if (!Files.isRegularFile(jar)) {
                throw new IllegalStateException(jar + " is missing; run mvn process-test-resources to get it");
            }
            if (!jar.getFileName().toString().startsWith(library)) {
                urls.add(jar.toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /**
     * Builds a reader there. It is an {@code AutoCloseable} too. The context class loader sees neither Kafka nor the
     * test's logging meanwhile.
     */
    @SuppressWarnings("unchecked") // IsolatedReader implements it; its own class is another one in that loader
    static Function<String, String> reader(ClassLoader loader, String bootstrapServers, String topic) throws Throwable {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            return (Function<String, String>) loader.loadClass(IsolatedReader.class.getName())
                    .getConstructor(String.class, String.class)
                    .newInstance(bootstrapServers, topic);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
