package io.revocast.prose;

/**
 * A piece of prose without markup: a paragraph, a table cell, a comment or a string literal.
 *
 * @param firstLine the line of the file on which the passage starts, from 1
 * @param text the prose; each line break of the file is a {@code '\n'}, each piece of code is {@link #CODE}
 */
record Passage(int firstLine, String text) {
    /** Stands for a code span, a link to code or a URL; counts as one word. */
    static final String CODE = "\u25c7";

    /** Ends a sentence without punctuation, such as the start of a list item. */
    static final String SEPARATOR = "\u2029";

    Passage {
        if (firstLine < 1) {
            throw new IllegalArgumentException("firstLine must be positive: " + firstLine);
        }
    }

    /** The line of the file that contains the given offset of the text. */
    int lineAt(int offset) {
        return firstLine
                + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    /** Whether the passage contains at least two words. */
    boolean hasSeveralWords() {
        return text.strip().chars().anyMatch(Character::isWhitespace);
    }
}
