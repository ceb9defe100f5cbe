package io.revocast.prose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The banned words and their replacements. A word matches whole words, in any case, across line breaks. */
final class BannedWords {
    private static final String SEPARATOR = " -> ";

    private final Map<String, String> replacements;
    private final Pattern pattern;

    private BannedWords(Map<String, String> replacements) {
        this.replacements = replacements;
        pattern = Pattern.compile(
                replacements.keySet().stream()
                        .map(word -> Pattern.quote(word).replace(" ", "\\E\\s+\\Q"))
                        .collect(Collectors.joining("|", "(?<![\\p{L}\\p{Nd}_-])(?:", ")(?![\\p{L}\\p{Nd}_-])")),
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** Reads {@code banned-words.txt}. */
    static BannedWords load() {
        try (var file = Objects.requireNonNull(
                BannedWords.class.getResourceAsStream("/banned-words.txt"), "no banned-words.txt on the class path")) {
            return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Parses lines of the form {@code word -> replacement}. Empty lines and lines that start with {@code #} are ignored.
     *
     * @throws IllegalArgumentException if a line has another form
     */
    static BannedWords parse(String lines) {
        Map<String, String> replacements = new LinkedHashMap<>();
        for (String line : lines.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int separator = line.indexOf(SEPARATOR);
            if (separator < 1) {
                throw new IllegalArgumentException("banned-words.txt: expected 'word -> replacement', found: " + line);
            }
            replacements.put(
                    line.substring(0, separator).strip().toLowerCase(Locale.ROOT),
                    line.substring(separator + SEPARATOR.length()).strip());
        }
        return new BannedWords(replacements);
    }

    /** The banned words of a text, with their positions. */
    Stream<MatchResult> in(String text) {
        return pattern.matcher(text).results();
    }

    /** The suggested replacement of a word that {@link #in} found. */
    String replacement(String found) {
        return Objects.requireNonNull(
                replacements.get(found.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ")), found);
    }
}
