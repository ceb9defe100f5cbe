package io.revocast.prose;

import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The prose of an OpenAPI document: its descriptions and summaries, which are Markdown. */
final class OpenApiFile {
    private static final Set<String> TEXTS = Set.of("description", "summary");

    private OpenApiFile() {}

    static List<Passage> passages(String yaml) {
        List<Passage> passages = new ArrayList<>();
        collect(new Yaml(new LoaderOptions()).compose(new StringReader(yaml)), passages);
        return passages;
    }

    private static void collect(Node node, List<Passage> passages) {
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(element -> collect(element, passages));
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key
                        && TEXTS.contains(key.getValue())
                        && entry.getValueNode() instanceof ScalarNode text) {
                    add(text, passages);
                } else {
                    collect(entry.getValueNode(), passages);
                }
            }
        }
    }

    private static void add(ScalarNode text, List<Passage> passages) {
        ScalarStyle style = text.getScalarStyle();
        // A block scalar starts on the line after its indicator.
        int before =
                text.getStartMark().getLine() + (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED ? 1 : 0);
        MarkdownPage.parse(text.getValue()).passages().stream()
                .map(passage -> new Passage(before + passage.firstLine(), passage.text()))
                .forEach(passages::add);
    }
}
