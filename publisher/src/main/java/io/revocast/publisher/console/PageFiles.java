package io.revocast.publisher.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The files of the console and of the library that draws its charts, read once. A path is looked up among these and
 * nowhere else, so that it leads to no other file. Immutable.
 */
final class PageFiles {
    static final String INDEX = "index.html";
    static final String SIGNED_IN = "signed-in.html";

    private static final String DIRECTORY = "/console/";
    private static final String CHARTS = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    private static final List<String> CHART_FILES = List.of("uPlot.esm.js", "uPlot.min.css");

    private final Map<String, PageFile> files;

    private PageFiles(Map<String, PageFile> files) {
        this.files = Map.copyOf(files);
    }

    /** Reads all files from the class path. */
    static PageFiles read() {
        Map<String, PageFile> files = new HashMap<>();
        try {
            readConsole(files);
            readCharts(files);
        } catch (IOException e) {
            throw new UncheckedIOException("the files of the console cannot be read from this program", e);
        }
        return new PageFiles(files);
    }

    /** Returns a file by its path below {@code /console/}. */
    Optional<PageFile> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** Returns a file that the server itself names. */
    PageFile require(String path) {
        return find(path).orElseThrow(() -> new IllegalStateException("this program lacks a file: console/" + path));
    }

    private static void readConsole(Map<String, PageFile> files) throws IOException {
        URL index = PageFiles.class.getResource(DIRECTORY + INDEX);
        if (index == null) {
            throw new IOException("this program lacks a file: console/" + INDEX);
        }
        URI uri;
        try {
            uri = index.toURI();
        } catch (URISyntaxException e) {
            throw new IOException("the place of a file is no URI: " + index, e);
        }
        if (!uri.getScheme().equals("jar")) {
            readAll(Path.of(uri).resolveSibling(""), files);
            return;
        }
        try (FileSystem jar = FileSystems.newFileSystem(jarOf(uri))) {
            readAll(jar.getPath(DIRECTORY), files);
        }
    }

    /** A file system of its own, which nothing else in this process has open. */
    private static Path jarOf(URI file) {
        String inJar = file.getRawSchemeSpecificPart();
        return Path.of(URI.create(inJar.substring(0, inJar.indexOf("!/"))));
    }

    private static void readAll(Path directory, Map<String, PageFile> files) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String path = directory.relativize(file).toString().replace('\\', '/');
                files.put(path, PageFile.of(path, Files.readAllBytes(file)));
            }
        }
    }

    private static void readCharts(Map<String, PageFile> files) throws IOException {
        Properties library = new Properties();
        try (InputStream properties = open(CHARTS)) {
            library.load(properties);
        }
        for (String name : CHART_FILES) {
            String resource = "/META-INF/resources/webjars/uplot/" + library.getProperty("version") + "/dist/" + name;
            try (InputStream content = open(resource)) {
                files.put("lib/" + name, PageFile.of(name, content.readAllBytes()));
            }
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream stream = PageFiles.class.getResourceAsStream(resource);
        if (stream == null) {
            throw new IOException("the library of the charts lacks a file: " + resource);
        }
        return stream;
    }
}
