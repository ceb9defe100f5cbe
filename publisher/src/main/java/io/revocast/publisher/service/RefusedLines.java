package io.revocast.publisher.service;

import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;

import java.util.EnumMap;
import java.util.Map;

/**
 * Collects the refused lines of a list. One audit entry for each broken rule names many of them, so that a list of a
 * million bad lines does not fill the audit. Not thread-safe.
 */
final class RefusedLines {
    private static final int MOST_TOGETHER = 1000;
    private static final int MOST_NAMED = 10;

    private final AuditWriter audit;
    private final Map<Kind, Gathered> gathered = new EnumMap<>(Kind.class);
    private int lines;

    RefusedLines(AuditWriter audit) {
        this.audit = audit;
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
            append();
        }
    }

    /** Appends the entries about the collected lines, without waiting. */
    void append() {
        gathered.forEach((kind, of) -> audit.refused(kind, of.detail()));
        gathered.clear();
        lines = 0;
    }
}
