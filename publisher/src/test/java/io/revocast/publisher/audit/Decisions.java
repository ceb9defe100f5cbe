package io.revocast.publisher.audit;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditEntry.Subject;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Entries to append. */
public final class Decisions {
    public static final Instant AT = Instant.parse("2026-01-01T12:00:00.123Z");

    private Decisions() {}

    /** A token that was revoked. */
    public static AuditEntry granted(String actor, String jti) {
        return new AuditEntry(
                AT,
                "request-" + jti,
                actor,
                Action.REVOKE,
                Decision.GRANTED,
                List.of(new Subject(
                        new Target.Token("https://issuer.example", jti).key(),
                        "019a0b1c-2d3e-7f40-8a5b-6c7d8e9f0a1b",
                        "created",
                        new Receipt("aU3Sx_1bQ0m", 0, 17))),
                "logout",
                null);
    }

    /** Nobody known, who asked for something. */
    public static AuditEntry refused() {
        return new AuditEntry(
                AT,
                "request-1",
                "unauthenticated",
                Action.AUTHENTICATE,
                Decision.REFUSED,
                List.of(),
                "unknown-credential",
                "the \"key\" is not known here");
    }

    /** A batch of tokens with long names, of characters that take twice their length. */
    public static AuditEntry batch(int subjects, int nameLength) {
        return of(IntStream.range(0, subjects)
                .mapToObj(i -> new Subject(
                        "[\"token\",\"i\",\"" + "\\\"".repeat(nameLength) + i + "\"]", null, "unchanged", null))
                .toList());
    }

    static AuditEntry of(List<Subject> subjects) {
        return new AuditEntry(AT, "request-2", "script", Action.REINSTATE, Decision.FAILED, subjects, null, null);
    }
}
