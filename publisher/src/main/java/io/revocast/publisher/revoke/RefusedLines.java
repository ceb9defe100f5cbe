package io.revocast.publisher.revoke;

import io.revocast.publisher.revoke.RejectedException.Kind;

import java.util.EnumMap;
import java.util.Map;

/**
 * Notes the lines of a list that are refused, many in one entry of the audit for each rule they break: a list of a
 * million bad lines is one decision of its author's, not a million. Not thread-safe.
 */
final class RefusedLines {
    private static final int MOST_TOGETHER = 1000;
    private static final int MOST_NAMED = 10;

    private final Minutes minutes;
    private final Map<Kind, Gathered> gathered = new EnumMap<>(Kind.class);
    private int lines;

    RefusedLines(Minutes minutes) {
        this.minutes = minutes;
    }

    private static final class Gathered {
        private final RejectedException first;
        private final StringBuilder named = new StringBuilder();
        private int lines;

        Gathered(RejectedException first) {
            this.first = first;
        }

        void add(long line) {
            lines++;
            if (lines <= MOST_NAMED) {
                named.append(lines == 1 ? "" : ", ").append(line);
            }
        }

        String detail() {
            String further = lines > MOST_NAMED ? " and " + (lines - MOST_NAMED) + " more" : "";
            return (lines == 1 ? "line " : "lines ") + named + further + "; the first: " + first.getMessage();
        }
    }

    void add(long line, RejectedException why) {
        gathered.computeIfAbsent(why.kind(), kind -> new Gathered(why)).add(line);
        lines++;
        if (lines >= MOST_TOGETHER) {
            writeDown();
        }
    }

    /** Writes down what was gathered, without waiting. */
    void writeDown() {
        gathered.forEach((kind, of) -> minutes.refused(kind, of.detail()));
        gathered.clear();
        lines = 0;
    }
}
