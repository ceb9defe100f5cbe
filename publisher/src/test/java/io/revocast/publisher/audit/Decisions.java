package io.revocast.publisher.audit;

import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Context;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditEntry.More;
import io.revocast.publisher.audit.AuditEntry.Subject;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    private static final UUID ID = UUID.fromString("019a0b1c-2d3e-7f40-8a5b-6c7d8e9f0a1b");
    private static final UUID KEY = UUID.fromString("7b6f1d9e-2f51-4c1a-9a53-0f6f5a0f6c11");
    private static final Context CONTEXT =
            new Context(KEY, "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", "aU3Sx_1bQ0m");
    private static final Target TOKEN = new Target.Token("https://issuer.example", "5f0c");
    private static final Target CLAIM = new Target.Claim("https://issuer.example", "sub", "alice");
    private static final Instant EXPIRES_AT = Instant.parse("2026-01-01T13:00:00Z");
    private static final Instant BEFORE = Instant.parse("2026-01-01T12:00:00Z");

    private static AuditEntry of(
            Action action, Decision decision, List<Subject> subjects, @Nullable String reason, Context context) {
        return new AuditEntry(AT, "request-5f0c", "portal", action, decision, subjects, reason, null, context);
    }

    private static Subject planned(Target target, String outcome, RevocationEvent event, @Nullable String bodyHash) {
        return new Subject(target.key(), ID.toString(), outcome, null, new More(event, null, bodyHash));
    }

    /** A token and a user that are being revoked with an idempotency key. */
    public static AuditEntry withEvents() {
        return of(
                Action.REVOKE,
                Decision.GRANTED,
                List.of(
                        planned(
                                TOKEN,
                                "created",
                                new RevocationEvent.Revoked(
                                        new Revocation(TOKEN, EXPIRES_AT, null),
                                        new Origin(ID, AT, "logout", null, "portal"),
                                        KEY),
                                null),
                        planned(
                                CLAIM,
                                "extended",
                                new RevocationEvent.Revoked(
                                        new Revocation(CLAIM, EXPIRES_AT, BEFORE, BEFORE.minusSeconds(800)),
                                        new Origin(ID, AT, null, "a \"quoted\" note", null)),
                                null)),
                "logout",
                CONTEXT);
    }

    /** The same, once the brokers have committed it. */
    public static AuditEntry confirmed() {
        return of(
                Action.REVOKE,
                Decision.CONFIRMED,
                List.of(
                        new Subject(
                                TOKEN.key(),
                                ID.toString(),
                                "created",
                                new Receipt("aU3Sx_1bQ0m", 0, 17),
                                new More(null, new AuditEntry.Validity(EXPIRES_AT, null, null), null)),
                        new Subject(
                                CLAIM.key(),
                                ID.toString(),
                                "unchanged",
                                new Receipt("aU3Sx_1bQ0m", 0, 12),
                                new More(null, new AuditEntry.Validity(EXPIRES_AT, BEFORE, null), null))),
                null,
                CONTEXT);
    }

    /** A user's revocation that is being taken back. */
    public static AuditEntry reinstated() {
        return of(
                Action.REINSTATE,
                Decision.GRANTED,
                List.of(planned(
                        CLAIM,
                        "reinstated",
                        new RevocationEvent.Reinstated(
                                CLAIM, new Origin(ID, AT, "mistake", null, null), 4711L, Map.of(0, 120L, 10, 7L), null),
                        null)),
                "mistake",
                CONTEXT);
    }

    /** A topic that took the place of two others. */
    public static AuditEntry reseeded() {
        return new AuditEntry(
                AT,
                "request-5f0c",
                "os-user:alice",
                Action.RESEED,
                Decision.CONFIRMED,
                List.of(),
                null,
                "19 revocations appended",
                new Context(null, null, "aU3Sx_1bQ0m", List.of("bV4Ty_2cR1n", "cW5Uz_3dS2o"), Map.of()));
    }

    /** A line of a list with an idempotency key. */
    public static AuditEntry listItem() {
        return of(
                Action.REVOKE,
                Decision.GRANTED,
                List.of(planned(
                        TOKEN,
                        "created",
                        new RevocationEvent.Revoked(
                                new Revocation(TOKEN, EXPIRES_AT, null), new Origin(ID, AT, null, null, null)),
                        "47DEQpj8HBSa-_TI")),
                null,
                new Context(KEY, null, "aU3Sx_1bQ0m"));
    }

    /** A refusal of an unknown caller. */
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
