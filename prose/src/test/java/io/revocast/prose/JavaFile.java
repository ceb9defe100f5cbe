package io.revocast.prose;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParseResult;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.comments.Comment;
import com.github.javaparser.ast.comments.LineComment;
import com.github.javaparser.ast.expr.StringLiteralExpr;
import com.github.javaparser.ast.expr.TextBlockLiteralExpr;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The prose of a Java file: Javadoc, other comments, and string literals that contain a space. */
final class JavaFile {
    private static final ParserConfiguration CONFIGURATION = new ParserConfiguration()
            .setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_17)
            .setAttributeComments(false);

    private static final String CODE_TAG =
            "\\{@(?:code|link|linkplain|literal|value|snippet|systemProperty)\\b[^{}]*(?:\\{[^{}]*\\}[^{}]*)*\\}";
    private static final String BLOCK_TAG =
            "(?m)^[ \t]*@(?:param|throws|exception|see|since|author)[ \t]+\\S+|^[ \t]*@return\\b";
    private static final String CODE_ELEMENT = "(?s)<(pre|code)\\b.*?</\\1>";

    private JavaFile() {}

    /**
     * Extracts the prose.
     *
     * @param literals whether string literals count; those of tests are data
     * @throws IllegalArgumentException if the source cannot be parsed
     */
    static List<Passage> passages(String source, boolean literals) {
        ParseResult<CompilationUnit> result = new JavaParser(CONFIGURATION).parse(source);
        CompilationUnit unit = result.getResult()
                .filter(parsed -> result.isSuccessful())
                .orElseThrow(() -> new IllegalArgumentException("not Java 17: " + result.getProblems()));
        List<Passage> passages = new ArrayList<>();
        result.getCommentsCollection().ifPresent(comments -> passages.addAll(comments(comments.getComments())));
        if (literals) {
            unit.findAll(StringLiteralExpr.class).stream()
                    .map(literal -> new Passage(line(literal), literal.asString()))
                    .filter(Passage::hasSeveralWords)
                    .forEach(passages::add);
            unit.findAll(TextBlockLiteralExpr.class).stream()
                    .map(block -> new Passage(line(block) + 1, block.getValue()))
                    .forEach(passages::add);
        }
        return passages;
    }

    /** The prose of comments; line comments on consecutive lines are one passage. */
    private static List<Passage> comments(Collection<Comment> comments) {
        List<Passage> passages = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        int first = 0;
        int next = 0;
        for (Comment comment : comments.stream()
                .sorted(Comparator.comparingInt(JavaFile::line))
                .toList()) {
            if (!(comment instanceof LineComment)) {
                passages.add(new Passage(line(comment), clean(comment.getContent())));
                continue;
            }
            if (line(comment) != next && !lines.isEmpty()) {
                passages.add(new Passage(first, lines.toString()));
                lines.setLength(0);
            }
            first = lines.isEmpty() ? line(comment) : first;
            next = line(comment) + 1;
            lines.append(comment.getContent().strip()).append('\n');
        }
        if (!lines.isEmpty()) {
            passages.add(new Passage(first, lines.toString()));
        }
        return passages;
    }

    /** Removes markup and code, and keeps every line break. */
    private static String clean(String comment) {
        String text = comment.replaceAll("(?m)^[ \t]*\\*[ \t]?", "");
        for (String code : List.of(CODE_TAG, CODE_ELEMENT, "https?://\\S+")) {
            text = Pattern.compile(code)
                    .matcher(text)
                    .replaceAll(found -> Passage.CODE
                            + "\n".repeat((int)
                                    found.group().chars().filter(c -> c == '\n').count()));
        }
        // Each paragraph, list item and block tag starts a new sentence.
        return text.replaceAll(BLOCK_TAG, Passage.SEPARATOR)
                .replaceAll("<(?:p|li|tr|td)>", Passage.SEPARATOR)
                .replaceAll("<[^>\n]*>", " ");
    }

    private static int line(Node node) {
        return node.getBegin().map(position -> position.line).orElse(1);
    }
}
