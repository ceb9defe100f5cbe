package io.revocast.prose;

import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** The prose of a Markdown text: paragraphs, headings, list items and table cells, without code, markup and URLs. */
final class MarkdownPage extends AbstractVisitor {
    /** The longest line that passes, unless it belongs to a table or to code, or contains a URL. */
    static final int MAX_COLUMNS = 100;

    private static final String URL = "(?:https?|mailto)://?\\S+";

    private final List<Passage> passages = new ArrayList<>();
    private final BitSet freeLines = new BitSet();
    private final StringBuilder text = new StringBuilder();

    private MarkdownPage() {}

    /** Parses a text. */
    static MarkdownPage parse(String markdown) {
        MarkdownPage page = new MarkdownPage();
        Parser.builder()
                .extensions(List.of(TablesExtension.create()))
                .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
                .build()
                .parse(markdown)
                .accept(page);
        return page;
    }

    List<Passage> passages() {
        return passages;
    }

    /** The numbers of the lines that are too long. */
    static List<Integer> longLines(String markdown) {
        MarkdownPage page = parse(markdown);
        List<String> lines = markdown.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).codePointCount(0, lines.get(i).length()) > MAX_COLUMNS)
                .filter(i -> !page.freeLines.get(i) && !lines.get(i).matches(".*" + URL + ".*"))
                .map(i -> i + 1)
                .boxed()
                .toList();
    }

    private void passage(Node node) {
        text.setLength(0);
        visitChildren(node);
        if (!node.getSourceSpans().isEmpty()) {
            passages.add(new Passage(
                    node.getSourceSpans().get(0).getLineIndex() + 1,
                    text.toString().replaceAll(URL, Passage.CODE)));
        }
    }

    private void free(Block block) {
        for (SourceSpan span : block.getSourceSpans()) {
            freeLines.set(span.getLineIndex());
        }
    }

    @Override
    public void visit(Paragraph paragraph) {
        passage(paragraph);
    }

    @Override
    public void visit(Heading heading) {
        passage(heading);
    }

    @Override
    public void visit(CustomNode node) {
        if (node instanceof TableCell) {
            passage(node);
        } else {
            visitChildren(node);
        }
    }

    @Override
    public void visit(CustomBlock block) {
        if (block instanceof TableBlock) {
            free(block);
        }
        visitChildren(block);
    }

    @Override
    public void visit(FencedCodeBlock block) {
        free(block);
    }

    @Override
    public void visit(IndentedCodeBlock block) {
        free(block);
    }

    @Override
    public void visit(Text literal) {
        text.append(literal.getLiteral());
    }

    @Override
    public void visit(Code code) {
        text.append(Passage.CODE);
        // A code span may contain a line break; the parser turned it into a space.
        text.append("\n".repeat(Math.max(0, code.getSourceSpans().size() - 1)));
    }

    @Override
    public void visit(SoftLineBreak lineBreak) {
        text.append('\n');
    }

    @Override
    public void visit(HardLineBreak lineBreak) {
        text.append('\n');
    }

    @Override
    public void visit(HtmlInline html) {
        text.append("\n".repeat(Math.max(0, html.getSourceSpans().size() - 1)));
    }

    @Override
    public void visit(Image image) {
        visitChildren(image);
    }
}
