package io.revocast.prose;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Applies the rules to the content of a file. */
final class Checker {
    /** An exception with its reason. It excuses the findings of its line. */
    private static final Pattern EXCEPTION = Pattern.compile("(?:<!--|//|#)\\s*prose:\\s*(?!-->)\\S");

    private final BannedWords bannedWords;

    Checker(BannedWords bannedWords) {
        this.bannedWords = bannedWords;
    }

    /**
     * The findings of a file.
     *
     * @param path the path from the project's root; its ending names the language
     */
    List<Finding> check(String path, String content) {
        List<Finding> findings = new ArrayList<>();
        for (Passage passage : passages(path, content)) {
            bannedWords(path, passage, findings);
            longSentences(path, passage, findings);
        }
        if (path.endsWith(".md")) {
            MarkdownPage.longLines(content)
                    .forEach(line -> findings.add(new Finding(path, line, Rule.LONG_LINE, lineOf(content, line))));
        }
        findings.removeIf(
                finding -> EXCEPTION.matcher(lineOf(content, finding.line())).find());
        return findings;
    }

    private static List<Passage> passages(String path, String content) {
        if (path.endsWith(".md")) {
            return MarkdownPage.parse(content).passages();
        }
        if (path.endsWith(".java")) {
            return JavaFile.passages(content, path.contains("src/main/"));
        }
        return path.endsWith(".yaml") ? OpenApiFile.passages(content) : ShellFile.passages(content);
    }

    private void bannedWords(String path, Passage passage, List<Finding> findings) {
        bannedWords
                .in(passage.text())
                .forEach(found -> findings.add(new Finding(
                        path,
                        passage.lineAt(found.start()),
                        Rule.BANNED_WORD,
                        "\"%s\": %s".formatted(found.group(), bannedWords.replacement(found.group())))));
    }

    private static void longSentences(String path, Passage passage, List<Finding> findings) {
        for (Sentence sentence : Sentence.of(passage)) {
            if (sentence.words() > Sentence.MAX_WORDS) {
                findings.add(new Finding(
                        path, sentence.line(), Rule.LONG_SENTENCE, sentence.words() + " words: " + sentence.text()));
            }
        }
    }

    private static String lineOf(String content, int line) {
        return content.lines().skip(line - 1L).findFirst().orElse("");
    }
}
