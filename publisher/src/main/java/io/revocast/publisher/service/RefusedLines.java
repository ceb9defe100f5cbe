package io.revocast.publisher.service;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the refused lines of a list. One audit entry for each reason names many of them, so that a list of a
 * million bad lines does not fill the audit. Not thread-safe.
 */
final class RefusedLines {
    private static final int MOST_TOGETHER = 1000;
    private static final int MOST_NAMED = 10;

    private final AuditWriter audit;
    private final Map<String, Gathered> gathered = new LinkedHashMap<>();
    private int lines;

    RefusedLines(AuditWriter audit) {
        this.audit = audit;
    }

    private static final class Gathered {
        private final String first;
        private final StringBuilder named = new StringBuilder();
        private int lines;

        Gathered(String first) {
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
            return (lines == 1 ? "line " : "lines ") + named + further + "; the first: " + first;
        }
    }

    /**
     * Adds a line.
     *
     * @param reason one of few codes
     */
    void add(long line, String reason, String detail) {
        gathered.computeIfAbsent(reason, code -> new Gathered(detail)).add(line);
        lines++;
        if (lines >= MOST_TOGETHER) {
            append();
        }
    }

    /** Appends the entries about the collected lines, without waiting. */
    void append() {
        gathered.forEach((reason, of) -> audit.refused(reason, of.detail(), List.of()));
        gathered.clear();
        lines = 0;
    }
}
