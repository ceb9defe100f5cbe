package io.revocast.demo.story;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a step went.
 *
 * @param held whether everything was as it must be
 * @param codes the HTTP codes that were seen, for people
 * @param note a measured time or a reason, for people; may be empty
 * @param result what the next steps need
 */
record Outcome<T>(boolean held, String codes, String note, T result) {
    private static final int SHOWN_CODES = 3;

    /** An outcome that holds when every answer has one status. */
    static Outcome<List<Answer>> expect(int status, String note, List<Answer> answers) {
        boolean held = answers.stream().allMatch(answer -> answer.status() == status);
        return new Outcome<>(held, codes(answers), note, answers);
    }

    /** An outcome that holds when the answer has a status. */
    static Outcome<Answer> expect(int status, String note, Answer answer) {
        return expect(status, note, List.of(answer)).with(answer);
    }

    /** Each code of a few answers; of many, how often each code occurs. */
    static String codes(List<Answer> answers) {
        List<String> codes = answers.stream()
                .map(answer -> answer.status() == 0 ? "none" : Integer.toString(answer.status()))
                .toList();
        if (codes.size() <= SHOWN_CODES) {
            return String.join(" ", codes);
        }
        return codes.stream()
                .collect(Collectors.groupingBy(code -> code, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(code -> code.getKey() + " ×" + code.getValue())
                .collect(Collectors.joining(" "));
    }

    <R> Outcome<R> with(R other) {
        return new Outcome<>(held, codes, note, other);
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, nanos < 10_000_000 ? "%.1f ms" : "%.0f ms", nanos / 1e6);
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
