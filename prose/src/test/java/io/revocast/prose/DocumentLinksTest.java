package io.revocast.prose;

import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** Links between documents lead to files and headings that exist. */
class DocumentLinksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    @Test
    void linksLeadToFilesAndHeadings() throws IOException {
        List<String> broken = new ArrayList<>();
        int checked = 0;
        for (String path : ProjectProseTest.files().stream()
                .filter(each -> each.endsWith(".md"))
                .toList()) {
            Path page = ROOT.resolve(path);
            for (String target : Page.read(page).targets) {
                if (target.matches("[a-z]+:.*")) {
                    continue;
                }
                checked++;
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
                if (!Files.exists(file)) {
                    broken.add(path + ": no such file: " + target);
                } else if (parts.length == 2 && !Page.read(file).anchors.contains(parts[1])) {
                    broken.add(path + ": no such heading: " + target);
                }
            }
        }

        assertThat(broken).isEmpty();
        assertThat(checked).isGreaterThan(50);
    }

    /** The link targets and heading anchors of a page. */
    private static final class Page extends AbstractVisitor {
        private final List<String> targets = new ArrayList<>();
        private final Set<String> anchors = new HashSet<>();

        static Page read(Path file) throws IOException {
            Page page = new Page();
            PARSER.parse(Files.readString(file)).accept(page);
            return page;
        }

        @Override
        public void visit(Link link) {
            targets.add(link.getDestination());
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            targets.add(image.getDestination());
        }

        @Override
        public void visit(Heading heading) {
            anchors.add(text(heading)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{Nd} _-]", "")
                    .replace(' ', '-'));
            visitChildren(heading);
        }

        private static String text(Node node) {
            StringBuilder text = new StringBuilder();
            for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
                if (child instanceof Text literal) {
                    text.append(literal.getLiteral());
                } else if (child instanceof Code code) {
                    text.append(code.getLiteral());
                } else {
                    text.append(text(child));
                }
            }
            return text.toString();
        }
    }
}
