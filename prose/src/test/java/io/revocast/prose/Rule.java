package io.revocast.prose;

/** What a finding violates. */
enum Rule {
    /** A word or phrase from {@code banned-words.txt}. */
    BANNED_WORD,
    /** A sentence of more than {@value Sentence#MAX_WORDS} words. */
    LONG_SENTENCE,
    /** A document line of more than {@value MarkdownPage#MAX_COLUMNS} columns. */
    LONG_LINE
}
