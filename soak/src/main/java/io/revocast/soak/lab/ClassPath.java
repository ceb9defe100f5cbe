package io.revocast.soak.lab;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Collectors;

/** The class paths of the processes that the soak starts. */
final class ClassPath {
    private static final String DIRECTORY = "older-client";
    private static final String CLIENT = "kafka-clients-";

    private ClassPath() {}

    /** The class path of this process. */
    static String own() {
        return System.getProperty("java.class.path");
    }

    /** The same with an older Kafka client in place of the one that the library is built with. */
    static String withOlderClient() {
        String older = olderClient().toString();
        return Arrays.stream(own().split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).getFileName().toString().startsWith(CLIENT) ? older : entry)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The jar that the build put beside the soak's own classes. */
    private static Path olderClient() {
        try {
            Path classes = Path.of(ClassPath.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path directory = classes.resolveSibling(DIRECTORY);
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, CLIENT + "*.jar")) {
                Iterator<Path> found = jars.iterator();
                if (found.hasNext()) {
                    return found.next();
                }
            }
            throw new IllegalStateException("no " + CLIENT + "*.jar in " + directory + "; build the soak module again");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
