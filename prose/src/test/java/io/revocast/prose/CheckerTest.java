package io.revocast.prose;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each rule has samples that fail and samples that pass. */
class CheckerTest {
    private static final String THIRTY = "Some " + "word ".repeat(28) + "word.";
    private static final String THIRTY_ONE = "Again " + THIRTY;

    private final Checker checker = new Checker(BannedWords.parse("""
            # comment
            whoever -> name the actor
            made again -> re-created
            """));

    private List<String> check(String path, String content) {
        return checker.check(path, content).stream().map(Finding::toString).toList();
    }

    private static String wrapped(String text) {
        return text.replaceAll("(.{1,90})( |$)", "$1\n");
    }

    @Test
    void aBannedWordInADocumentFails() {
        assertThat(check("a.md", "Fine.\n\n- It asks *whoever* runs it.\n"))
                .containsExactly("a.md:3 BANNED_WORD \"whoever\": name the actor");
        assertThat(check("a.md", "# Whoever reads\n")).hasSize(1);
        assertThat(check("a.md", "| a | b |\n|---|---|\n| c | whoever |\n"))
                .containsExactly("a.md:3 BANNED_WORD \"whoever\": name the actor");
    }

    @Test
    void aBannedPhraseFailsAcrossLines() {
        assertThat(check("a.md", "The topic was made\nagain.\n"))
                .containsExactly("a.md:1 BANNED_WORD \"made\nagain\": re-created");
    }

    @Test
    void aBannedWordInCodeOrAUrlOrAsPartOfAWordPasses() {
        assertThat(check("a.md", """
                Call `whoever` at https://example.org/whoever or [here](whoever.md), not whoeversoever.

                ```sh
                echo whoever
                ```
                """)).isEmpty();
    }

    @Test
    void aSentenceOfMoreThanThirtyWordsFails() {
        assertThat(check("a.md", "Short.\n" + wrapped(THIRTY_ONE)))
                .singleElement()
                .asString()
                .startsWith("a.md:2 LONG_SENTENCE 31 words: Again Some");
    }

    @Test
    void aSentenceOfThirtyWordsPasses() {
        assertThat(check("a.md", wrapped(THIRTY + " Some `code with many words` " + THIRTY.substring(10))))
                .isEmpty();
    }

    @Test
    void listItemsAndCellsAreSentencesOfTheirOwn() {
        assertThat(check("a.md", "- " + wrapped(THIRTY.replace(".", "")) + "- more words here\n"))
                .isEmpty();
    }

    @Test
    void aLineOfMoreThanAHundredColumnsFails() {
        assertThat(check("a.md", "x ".repeat(5) + "y".repeat(91) + "\n"))
                .singleElement()
                .asString()
                .startsWith("a.md:1 LONG_LINE x x");
    }

    @Test
    void aLongLineOfATableOrOfCodeOrWithAUrlPasses() {
        String wide = "y".repeat(100);
        assertThat(check("a.md", "y".repeat(100) + "\n")).isEmpty();
        assertThat(check("a.md", "| a | b |\n|---|---|\n| c | " + wide + " |\n"))
                .isEmpty();
        assertThat(check("a.md", "```\n" + wide + "y\n```\n")).isEmpty();
        assertThat(check("a.md", "See https://example.org/" + wide + "\n")).isEmpty();
    }

    @Test
    void anExceptionWithAReasonOnTheSameLinePasses() {
        assertThat(check("a.md", "Whoever. <!-- prose: a quotation -->\n")).isEmpty();
        assertThat(check("src/main/A.java", "class A {\n int a; // Whoever. // prose: a quotation\n}\n"))
                .isEmpty();
    }

    @Test
    void anExceptionWithoutAReasonOrOnAnotherLineFails() {
        assertThat(check("a.md", "Whoever. <!-- prose: -->\n")).hasSize(1);
        assertThat(check("a.md", "Whoever.\n<!-- prose: a quotation -->\n")).hasSize(1);
    }

    @Test
    void commentsAndUserVisibleLiteralsOfJavaAreChecked() {
        String source = """
                /** Whoever calls. {@code whoever} */
                class A {
                    // It was made
                    // again.
                    String text = "whoever asks";
                    String data = "whoever";
                    String block = \"""
                            for whoever asks
                            \""";
                    int whoever;
                }
                """;
        assertThat(checker.check("src/main/A.java", source))
                .extracting(Finding::line)
                .containsExactly(1, 3, 5, 8);
        assertThat(checker.check("src/test/A.java", source))
                .extracting(Finding::line)
                .containsExactly(1, 3);
    }

    @Test
    void longSentencesOfJavadocAreFoundAndBlockTagsEndASentence() {
        assertThat(checker.check("src/main/A.java", "/** " + THIRTY_ONE + " */\nclass A {}\n"))
                .extracting(Finding::rule)
                .containsExactly(Rule.LONG_SENTENCE);
        assertThat(check(
                        "src/main/A.java",
                        "/**\n * " + THIRTY.replace(".", "") + "\n * @since 1 more words\n */\nclass A {}\n"))
                .isEmpty();
    }

    @Test
    void descriptionsOfOpenApiAreChecked() {
        assertThat(check("openapi.yaml", """
                paths:
                  /whoever:
                    summary: For whoever asks
                    description: |
                      Fine.
                      Whoever.
                """))
                .containsExactly(
                        "openapi.yaml:3 BANNED_WORD \"whoever\": name the actor",
                        "openapi.yaml:6 BANNED_WORD \"Whoever\": name the actor");
    }

    @Test
    void commentsAndTextsOfScriptsAreChecked() {
        assertThat(checker.check("run", """
                #!/usr/bin/env whoever
                # Whoever.
                whoever "for whoever" 'whoever'
                cat <<'TEXT'
                whoever
                TEXT
                whoever
                """)).extracting(Finding::line).containsExactly(2, 3, 5);
    }

    @Test
    void aBannedWordNeedsAReplacement() {
        assertThatThrownBy(() -> BannedWords.parse("whoever\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whoever");
    }
}
