package io.revocast.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of this project that operators use. */
final class ProjectFiles {
    private static final Path ROOT = Path.of("..");
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProjectFiles() {}

    /** Returns a path below the root of the project. */
    static Path path(String path) {
        return ROOT.resolve(path);
    }

    /** Reads a file as text. */
    static String text(String path) throws IOException {
        return Files.readString(path(path));
    }

    /** Reads every document of a YAML or JSON file, with aliases and merge keys resolved. */
    static List<JsonNode> documents(Path file) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file)) {
            for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(reader)) {
                documents.add(JSON.valueToTree(document));
            }
        }
        return documents;
    }

    /** Reads a YAML or JSON file of one document. */
    static JsonNode document(String path) throws IOException {
        return documents(path(path)).get(0);
    }
}
