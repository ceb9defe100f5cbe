package io.revocast.demo.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** Where Maven left the jars that the demo starts. */
record BuiltTree(Path publisherJar, Path serviceJar) {

    /** Finds the tree that this class was built in. */
    static BuiltTree find() throws StoryException {
        try {
            Path code = Path.of(
                    Objects.requireNonNull(BuiltTree.class.getProtectionDomain().getCodeSource())
                            .getLocation()
                            .toURI());
            // code is <root>/demo-service/target/<jar or classes>
            Path root =
                    Objects.requireNonNull(code.getParent()).resolve("../..").normalize();
            return new BuiltTree(jar(root, "publisher"), jar(root, "demo-service"));
        } catch (URISyntaxException e) {
            throw new StoryException("the demo runs from a directory only", e);
        }
    }

    private static Path jar(Path root, String module) throws StoryException {
        Path target = root.resolve(module).resolve("target");
        String name = "revocast-" + module + "-[0-9][^/]*(?<!-tests|-sources|-javadoc)\\.jar";
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                Path jar = files.filter(file -> Objects.requireNonNull(file.getFileName())
                                .toString()
                                .matches(name))
                        .findFirst()
                        .orElse(null);
                if (jar != null) {
                    return jar;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new StoryException("there is no jar in " + target + "; build it with mvn -Dquick package");
    }
}
