package io.revocast.publisher;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The code blocks of a page in {@code docs/}. */
public record DocumentedPage(String text) {
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);

    /** Reads a page by its file name. */
    public static DocumentedPage read(String name) throws IOException {
        return new DocumentedPage(Files.readString(Path.of("..", "docs", name)));
    }

    /** The code blocks of one language, in their order. */
    public List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals(language)) {
                blocks.add(block.group(2));
            }
        }
        return blocks;
    }

    /** The commands of all {@code sh} blocks in their order, split into words; continued lines are one command. */
    List<List<String>> commands() {
        return blocks("sh").stream()
                .flatMap(block -> block.replace("\\\n", " ").lines())
                .map(line -> List.of(line.trim().split("\\s+", -1)))
                .toList();
    }

    /** The block of properties whose first line is a comment with the given name. */
    Map<String, String> properties(String name) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(blocks("properties").stream()
                .filter(block -> block.startsWith("# " + name + "\n"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the page has no block " + name))));
        Map<String, String> strings = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> strings.put(key, properties.getProperty(key)));
        return strings;
    }
}
