package io.revocast.prose;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence of a passage.
 *
 * @param line the line of the file on which the sentence starts, from 1
 * @param lastLine the line of the file on which the sentence ends
 * @param text the sentence on one line
 */
record Sentence(int line, int lastLine, String text) {
    /** The longest sentence that passes; writers aim at 25. */
    static final int MAX_WORDS = 30;

    /** A period, exclamation or question mark before the start of a sentence, an empty line, or a separator. */
    private static final Pattern END = Pattern.compile(
            "(?<=[.!?][)\"'\u201d\u2019*]{0,2})\\s+(?=[(\"'\u201c\u2018]?[\\p{Lu}\\p{Nd}\u25c7])|\n[ \t]*\n|"
                    + Passage.SEPARATOR);

    private static final Pattern WORD = Pattern.compile("\\S*[\\p{L}\\p{Nd}\u25c7]\\S*");

    /** The sentences of a passage, in order. */
    static List<Sentence> of(Passage passage) {
        List<Sentence> sentences = new ArrayList<>();
        Matcher end = END.matcher(passage.text());
        int start = 0;
        while (end.find()) {
            add(sentences, passage, start, end.start());
            start = end.end();
        }
        add(sentences, passage, start, passage.text().length());
        return sentences;
    }

    private static void add(List<Sentence> sentences, Passage passage, int from, int to) {
        String text = passage.text().substring(from, to);
        if (!text.isBlank()) {
            int start = from + text.indexOf(text.stripLeading());
            sentences.add(new Sentence(
                    passage.lineAt(start),
                    passage.lineAt(from + text.stripTrailing().length()),
                    text.strip().replaceAll("\\s+", " ")));
        }
    }

    /** The number of words; a piece of code counts as one. */
    long words() {
        return WORD.matcher(text).results().count();
    }
}
