package io.revocast.consumer.internal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Properties;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that the libraries on the class path are recent enough, before any of them is used.
 *
 * <p>The check reads resources and asks for classes by name. It therefore works with any version of a library. A
 * version that no resource states is judged by a feature that came with the oldest supported version.
 */
final class LibraryVersions {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

    private static final List<Library> LIBRARIES = List.of(
            new Library(
                    "kafka-clients",
                    "org.apache.kafka",
                    3,
                    3,
                    "org.apache.kafka.clients.consumer.Consumer",
                    new Feature("org.apache.kafka.clients.admin.Admin", "describeMetadataQuorum")),
            new Library(
                    "jackson-core",
                    "com.fasterxml.jackson.core",
                    2,
                    16,
                    "com.fasterxml.jackson.core.JsonFactory",
                    new Feature("com.fasterxml.jackson.core.StreamReadConstraints$Builder", "maxDocumentLength")),
            new Library(
                    "slf4j-api",
                    "org.slf4j",
                    2,
                    0,
                    "org.slf4j.Logger",
                    new Feature("org.slf4j.spi.LoggingEventBuilder", "addKeyValue")),
            new Library(
                    "caffeine",
                    "com.github.ben-manes.caffeine",
                    3,
                    1,
                    "com.github.benmanes.caffeine.cache.Caffeine",
                    new Feature("com.github.benmanes.caffeine.cache.Interner", "intern")));

    private final ClassLoader loader;

    LibraryVersions(ClassLoader loader) {
        this.loader = loader;
    }

    /** A library by its Maven coordinates, its oldest supported version, a class of every version, and a feature. */
    private record Library(
            String artifact, String group, int major, int minor, String anyVersionsClass, Feature feature) {
        private String needed() {
            return artifact + " " + major + "." + minor + " or later";
        }

        private boolean supports(String version) {
            Matcher numbers = VERSION.matcher(version);
            if (!numbers.matches()) {
                return true;
            }
            int foundMajor = Integer.parseInt(numbers.group(1));
            return foundMajor > major || (foundMajor == major && Integer.parseInt(numbers.group(2)) >= minor);
        }
    }

    /** A method that the oldest supported version has, and earlier versions have not. */
    private record Feature(String type, String method) {}

    /**
     * Checks the libraries that this class itself would use.
     *
     * @throws IllegalStateException when one is missing or too old; names it, both versions and the jar
     */
    static void check() {
        new LibraryVersions(LibraryVersions.class.getClassLoader()).checkAll();
    }

    void checkAll() {
        LIBRARIES.forEach(this::check);
    }

    private void check(Library library) {
        Class<?> present = load(library.anyVersionsClass());
        if (present == null) {
            throw new IllegalStateException("a revocation list needs " + library.needed()
                    + ", and the class path has none; add " + library.group() + ":" + library.artifact());
        }
        String jar = jarOf(present);
        String version = jar == null ? null : version(library, jar);
        if ((version != null && !library.supports(version)) || !has(library.feature())) {
            throw new IllegalStateException("a revocation list needs " + library.needed() + ", and the class path has "
                    + (version == null ? "an earlier version" : version) + " in " + shown(jar)
                    + "; upgrade " + library.group() + ":" + library.artifact()
                    + " or remove the dependency that brings the earlier version");
        }
    }

    private @Nullable Class<?> load(String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private boolean has(Feature feature) {
        Class<?> type = load(feature.type());
        if (type == null) {
            return false;
        }
        try {
            for (var method : type.getMethods()) {
                if (method.getName().equals(feature.method())) {
                    return true;
                }
            }
            return false;
        } catch (LinkageError e) {
            // A type that an optional dependency would bring is missing: this says nothing about the version.
            return true;
        }
    }

    /** The address of the jar or directory that a class came from, ending with a slash or {@code !/}. */
    private static @Nullable String jarOf(Class<?> type) {
        String file = "/" + type.getName().replace('.', '/') + ".class";
        URL resource = type.getResource(file);
        return resource == null ? null : resource.toString().replace(file, "/");
    }

    /** A jar's address as a reader knows it. */
    private static String shown(@Nullable String jar) {
        return jar == null ? "an unknown place" : jar.replaceFirst("^jar:", "").replaceFirst("!?/$", "");
    }

    /** The version that the library's own descriptors state; null when they are absent, as in a repackaged jar. */
    private static @Nullable String version(Library library, String jar) {
        Properties maven =
                properties(jar + "META-INF/maven/" + library.group() + "/" + library.artifact() + "/pom.properties");
        if (maven.getProperty("version") != null) {
            return maven.getProperty("version");
        }
        if (library.artifact().equals("kafka-clients")) {
            return properties(jar + "kafka/kafka-version.properties").getProperty("version");
        }
        // A manifest may be that of an application that contains the library: only its own states its version.
        String name = manifest(jar, "Bundle-SymbolicName");
        return name != null && name.contains(library.artifact()) ? manifest(jar, "Bundle-Version") : null;
    }

    private static Properties properties(String address) {
        Properties properties = new Properties();
        try (InputStream in = open(address)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            // Absent or unreadable: the feature decides.
            properties.clear();
        }
        return properties;
    }

    private static @Nullable String manifest(String jar, String attribute) {
        try (InputStream in = open(jar + "META-INF/MANIFEST.MF")) {
            return new Manifest(in).getMainAttributes().getValue(attribute);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static InputStream open(String address) throws IOException {
        var connection = URI.create(address).toURL().openConnection();
        // A cached jar would stay open after its class loader is closed.
        connection.setUseCaches(false);
        return connection.getInputStream();
    }
}
