package io.revocast.publisher.revoke;

import io.revocast.event.Origin;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.RevocationRequest.ByTarget;
import io.revocast.publisher.revoke.RevocationRequest.ByToken;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What may be revoked, from when and until when. Thread-safe.
 *
 * <p>Cut-offs are rounded down and ends are rounded up to whole seconds. A revocation that would outlive the log's
 * retention is refused, never shortened.
 */
final class RevocationRules {
    /** How far the clocks of issuers and callers may be ahead of this one. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:58Z");
    private static final String ISSUED_BEFORE = "issuedBefore";
    private static final String EXPIRES_AT = "expiresAt";
    private static final String TOKEN_EXP = "token.exp";

    private final TokenLifetime lifetime;
    private final TokenAuthenticity authenticity;
    private final ClaimNameLimit claimNames;
    private final Clock clock;

    RevocationRules(TokenLifetime lifetime, TokenAuthenticity authenticity, ClaimNameLimit claimNames, Clock clock) {
        this.claimNames = claimNames;
        this.lifetime = lifetime;
        this.authenticity = authenticity;
        this.clock = clock;
    }

    /** Returns what the request comes to, or says which rule it breaks. */
    Intent judge(RevocationRequest request) throws RejectedException, UnavailableException {
        requireExplanation(request.explanation());
        if (request instanceof ByToken pasted) {
            return judgeToken(PastedToken.parse(pasted.token()), pasted.explanation());
        }
        return judgeTarget((ByTarget) request);
    }

    static void requireExplanation(Explanation explanation) throws RejectedException {
        requireText("reason", explanation.reason(), Origin.MAX_REASON_BYTES);
        requireText("note", explanation.note(), Origin.MAX_NOTE_BYTES);
    }

    private Intent judgeToken(PastedToken token, Explanation explanation)
            throws RejectedException, UnavailableException {
        Target.Token target = token.target();
        Long exp = token.expiresAt();
        authenticity.verify(token);
        Instant now = clock.instant();
        if (exp == null) {
            if (!lifetime.explicit()) {
                throw new RejectedException(
                        Kind.TOKEN_WITHOUT_EXPIRY,
                        TOKEN_EXP,
                        null,
                        "must be present, or tokens.longest-lifetime configured, which then bounds the revocation");
            }
            return intent(target, now, ceil(now.plus(lifetime.longest())), null, explanation);
        }
        Instant expiresAt = Instant.ofEpochSecond(exp);
        requireRetained(TOKEN_EXP, exp, expiresAt, now);
        return intent(target, now, expiresAt, null, explanation);
    }

    private Intent judgeTarget(ByTarget request) throws RejectedException {
        Target target = request.target();
        requirePrintable(target);
        claimNames.require(target);
        Instant now = clock.instant();
        Instant issuedBefore = issuedBefore(request, now);
        Instant expiresAt = request.expiresAt();
        if (expiresAt == null) {
            Instant from = issuedBefore == null ? now : issuedBefore;
            return intent(target, now, ceil(from.plus(lifetime.longest())), issuedBefore, request.explanation());
        }
        if (target.kind().needsCutOff()) {
            throw new RejectedException(
                    Kind.INVALID_FIELD,
                    EXPIRES_AT,
                    expiresAt.toString(),
                    "must not be given for a " + target.kind().wireName()
                            + ": it is issuedBefore plus the longest token lifetime, " + lifetime.longest());
        }
        requireInRange(EXPIRES_AT, expiresAt);
        if (!expiresAt.isAfter(now)) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, EXPIRES_AT, expiresAt.toString(), "must be after now, " + now);
        }
        requireRetained(EXPIRES_AT, expiresAt, expiresAt, now);
        return intent(target, now, ceil(expiresAt), issuedBefore, request.explanation());
    }

    private static @Nullable Instant issuedBefore(ByTarget request, Instant now) throws RejectedException {
        Instant given = request.issuedBefore();
        Target.Kind kind = request.kind();
        if (given == null) {
            return kind.needsCutOff() ? now.truncatedTo(ChronoUnit.SECONDS) : null;
        }
        if (kind == Target.Kind.TOKEN) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, ISSUED_BEFORE, given.toString(), "must not be given for a token");
        }
        requireInRange(ISSUED_BEFORE, given);
        if (given.isAfter(now.plus(CLOCK_SKEW))) {
            throw new RejectedException(
                    Kind.INVALID_FIELD,
                    ISSUED_BEFORE,
                    given.toString(),
                    "must be at most " + CLOCK_SKEW.toSeconds() + " s after now, " + now);
        }
        return given.truncatedTo(ChronoUnit.SECONDS);
    }

    private Intent intent(
            Target target, Instant now, Instant expiresAt, @Nullable Instant issuedBefore, Explanation explanation)
            throws RejectedException {
        if (!expiresAt.isAfter(now.minus(lifetime.margin()))) {
            return new Intent.TooLate(target, expiresAt, issuedBefore);
        }
        return new Intent.Revoke(new Revocation(target, expiresAt, issuedBefore), explanation);
    }

    private void requireRetained(String field, Object value, Instant expiresAt, Instant now) throws RejectedException {
        if (expiresAt.isAfter(now.plus(lifetime.longest()).plus(CLOCK_SKEW))) {
            boolean milliseconds = expiresAt.isAfter(now.plus(Duration.ofDays(365L * 1000)));
            throw new RejectedException(
                    Kind.OUTLIVES_RETENTION,
                    field,
                    value.toString(),
                    "must be at most " + lifetime.longest() + " after now: the topic keeps events for tokens of that "
                            + "lifetime; raise tokens.longest-lifetime"
                            + (milliseconds ? " (it looks like milliseconds; exp is in seconds)" : ""));
        }
    }

    private static void requireInRange(String field, Instant value) throws RejectedException {
        if (value.isBefore(Instant.EPOCH) || value.isAfter(LATEST)) {
            throw new RejectedException(Kind.INVALID_FIELD, field, value.toString(), "must lie between 1970 and 9999");
        }
    }

    private static void requirePrintable(Target target) throws RejectedException {
        Texts.requirePrintable("target.issuer", target.issuer());
        if (target instanceof Target.Token token) {
            Texts.requirePrintable("target.jti", token.id());
        } else if (target instanceof Target.Claim claim) {
            Texts.requirePrintable("target.name", claim.name());
            Texts.requirePrintable("target.value", claim.value());
        } else if (target instanceof Target.Path path) {
            Texts.requirePrintable("target.pointer", path.pointer());
            Texts.requirePrintable("target.value", path.value());
        } else if (target instanceof Target.Key key) {
            Texts.requirePrintable("target.kid", key.keyId());
        }
    }

    private static void requireText(String field, @Nullable String text, int maxBytes) throws RejectedException {
        if (text == null) {
            return;
        }
        Texts.requirePrintable(field, text);
        if (text.isEmpty()) {
            throw new RejectedException(Kind.INVALID_FIELD, field, text, "must not be empty; leave it out instead");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, field, text, "must be at most " + maxBytes + " bytes of UTF-8");
        }
    }

    private static Instant ceil(Instant instant) {
        Instant floor = instant.truncatedTo(ChronoUnit.SECONDS);
        return floor.equals(instant) ? instant : floor.plusSeconds(1);
    }
}
