package io.revocast.publisher.audit;

import io.revocast.publisher.audit.AuditEntry.Subject;

import java.util.ArrayList;
import java.util.List;

/** Divides an entry so that each part fits into a record. */
public final class EntryParts {
    /** The longest record value that is written, in bytes. */
    public static final int MAX_BYTES = 512 * 1024;

    /** Leaves room for all that is not a subject, whatever characters it is of. */
    private static final int MAX_SUBJECT_BYTES = MAX_BYTES - 64 * 1024;

    private static final int LONGEST_TEXT = 1024;

    private EntryParts() {}

    /**
     * Returns the parts, each with some of the subjects, in order; one when it fits. A longer text is cut at 1,024 characters.
     *
     * @throws IllegalArgumentException when a single subject is too large
     */
    public static List<AuditEntry> of(AuditEntry entry) {
        List<AuditEntry> parts = new ArrayList<>();
        List<Subject> subjects = new ArrayList<>();
        int size = 0;
        for (Subject subject : entry.subjects()) {
            int bytes = AuditCodec.bytesOf(subject);
            if (bytes > MAX_SUBJECT_BYTES) {
                throw new IllegalArgumentException(
                        "an audit entry's subject must be at most " + MAX_SUBJECT_BYTES + " bytes: " + bytes);
            }
            if (size + bytes > MAX_SUBJECT_BYTES) {
                parts.add(part(entry, subjects));
                subjects = new ArrayList<>();
                size = 0;
            }
            subjects.add(subject);
            size += bytes;
        }
        if (parts.isEmpty() || !subjects.isEmpty()) {
            parts.add(part(entry, subjects));
        }
        return parts;
    }

    private static AuditEntry part(AuditEntry entry, List<Subject> subjects) {
        return new AuditEntry(
                entry.at(),
                cut(entry.requestId()),
                cut(entry.actor()),
                entry.action(),
                entry.decision(),
                subjects,
                entry.reason() == null ? null : cut(entry.reason()),
                entry.detail() == null ? null : cut(entry.detail()),
                entry.context());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }
}
