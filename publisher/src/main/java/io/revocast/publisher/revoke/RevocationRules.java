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
    private static final String AUTH_BEFORE = "authBefore";
    private static final String EXPIRES_AT = "expiresAt";
    private static final String TOKEN_EXP = "token.exp";

    private final TokenLifetime lifetime;
    private final TokenAuthenticity authenticity;
    private final ClaimNameLimit claimNames;
    private final KnownIssuers issuers;
    private final Clock clock;

    RevocationRules(TokenLifetime lifetime, TokenAuthenticity authenticity, ClaimNameLimit claimNames, Clock clock) {
        this(lifetime, authenticity, claimNames, KnownIssuers.ANY, clock);
    }

    RevocationRules(
            TokenLifetime lifetime,
            TokenAuthenticity authenticity,
            ClaimNameLimit claimNames,
            KnownIssuers issuers,
            Clock clock) {
        this.claimNames = claimNames;
        this.issuers = issuers;
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
            return intent(new Revocation(target, ceil(now.plus(lifetime.longest())), null), now, explanation);
        }
        Instant expiresAt = Instant.ofEpochSecond(exp);
        requireRetained(TOKEN_EXP, exp, expiresAt, now);
        return isOver(expiresAt, now)
                ? new Intent.TooLate(target, expiresAt, null)
                : new Intent.Revoke(new Revocation(target, expiresAt, null), explanation);
    }

    private Intent judgeTarget(ByTarget request) throws RejectedException {
        Target target = request.target();
        requirePrintable(target);
        requireKnownIssuer(target);
        claimNames.require(target);
        Instant now = clock.instant();
        Instant issuedBefore = issuedBefore(request, now);
        Instant authenticatedBefore = authenticatedBefore(request, issuedBefore, now);
        Instant expiresAt = request.expiresAt();
        if (expiresAt == null && issuedBefore == null && issuers.isSession(target)) {
            // A session that has ended never returns: no token of it is good, whatever its iat.
            Instant end = ceil(now.plus(lifetime.longest()));
            return intent(new Revocation(target, end, end, authenticatedBefore), now, request.explanation());
        }
        if (expiresAt == null) {
            // Tokens that are refreshed from old logins until now live on from now.
            Instant from = issuedBefore == null || (authenticatedBefore != null && now.isAfter(issuedBefore))
                    ? now
                    : issuedBefore;
            Instant end = ceil(from.plus(lifetime.longest()));
            return intent(new Revocation(target, end, issuedBefore, authenticatedBefore), now, request.explanation());
        }
        Instant end = end(request, expiresAt, issuedBefore, now);
        return intent(new Revocation(target, end, issuedBefore, authenticatedBefore), now, request.explanation());
    }

    /**
     * Returns the end of a revocation whose end is given: never before the tokens expire that it matches now. Of an ended
     * session the given end counts, because its issuer issued no more tokens of it.
     */
    private Instant end(ByTarget request, Instant given, @Nullable Instant issuedBefore, Instant now)
            throws RejectedException {
        Target.Kind kind = request.kind();
        if (kind.needsCutOff() && request.issuedBefore() == null) {
            throw new RejectedException(
                    Kind.INVALID_FIELD,
                    EXPIRES_AT,
                    given.toString(),
                    "must not be given for a " + kind.wireName()
                            + " without issuedBefore: it is issuedBefore plus the longest token lifetime, "
                            + lifetime.longest());
        }
        requireInRange(EXPIRES_AT, given);
        if (isOver(given, now)) {
            throw new RejectedException(
                    Kind.INVALID_FIELD,
                    EXPIRES_AT,
                    given.toString(),
                    "must be after " + now.minus(lifetime.margin())
                            + ": no service accepts a token so long after its exp");
        }
        requireRetained(EXPIRES_AT, given, given, now);
        Instant end = ceil(given);
        if (!kind.needsCutOff() || issuedBefore == null) {
            return end;
        }
        boolean ahead = issuedBefore.isAfter(now);
        if (ahead && issuers.isSession(request.target())) {
            return end;
        }
        Instant last = ceil((ahead ? now : issuedBefore).plus(lifetime.longest()));
        return last.isAfter(end) ? last : end;
    }

    private void requireKnownIssuer(Target target) throws RejectedException {
        if (!issuers.allows(target.issuer())) {
            throw new RejectedException(
                    Kind.UNKNOWN_ISSUER,
                    "target.issuer",
                    target.issuer(),
                    "must be the iss of a configured issuer, letter for letter: correct it, configure "
                            + "issuers.<alias>.iss, or set tokens.unknown-issuers=allow");
        }
    }

    private @Nullable Instant issuedBefore(ByTarget request, Instant now) throws RejectedException {
        Instant given = request.issuedBefore();
        Target.Kind kind = request.kind();
        Duration offset = issuers.issuedAtOffset(request.target().issuer());
        if (given == null) {
            boolean none = !kind.needsCutOff() || issuers.isSession(request.target());
            return none ? null : now.plus(offset).truncatedTo(ChronoUnit.SECONDS);
        }
        if (kind == Target.Kind.TOKEN) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, ISSUED_BEFORE, given.toString(), "must not be given for a token");
        }
        Duration ahead = offset.isNegative() ? Duration.ZERO : offset;
        Instant end = request.expiresAt();
        if (end != null && kind.needsCutOff() && !given.isAfter(end)) {
            // An export writes an ended session like this: every token of it is refused, however late its iat.
            Duration untilEnd = Duration.between(now, end);
            ahead = untilEnd.compareTo(ahead) > 0 ? untilEnd : ahead;
        }
        return cutOff(ISSUED_BEFORE, given, now, ahead);
    }

    private static @Nullable Instant authenticatedBefore(ByTarget request, @Nullable Instant issuedBefore, Instant now)
            throws RejectedException {
        Instant given = request.authenticatedBefore();
        if (given == null) {
            return null;
        }
        if (request.kind() == Target.Kind.TOKEN) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, AUTH_BEFORE, given.toString(), "must not be given for a token");
        }
        if (issuedBefore == null) {
            throw new RejectedException(
                    Kind.INVALID_FIELD,
                    AUTH_BEFORE,
                    given.toString(),
                    "must not be given without issuedBefore for this target: every token of it is refused already");
        }
        return cutOff(AUTH_BEFORE, given, now, Duration.ZERO);
    }

    private static Instant cutOff(String field, Instant given, Instant now, Duration ahead) throws RejectedException {
        requireInRange(field, given);
        Duration most = CLOCK_SKEW.plus(ahead);
        if (given.isAfter(now.plus(most))) {
            throw new RejectedException(
                    Kind.INVALID_FIELD,
                    field,
                    given.toString(),
                    "must be at most " + most.toSeconds() + " s after now, " + now);
        }
        return given.truncatedTo(ChronoUnit.SECONDS);
    }

    private Intent intent(Revocation revocation, Instant now, Explanation explanation) {
        return isOver(revocation.expiresAt(), now)
                ? new Intent.TooLate(revocation.target(), revocation.expiresAt(), revocation.issuedBefore())
                : new Intent.Revoke(revocation, explanation);
    }

    private boolean isOver(Instant expiresAt, Instant now) {
        return !expiresAt.isAfter(now.minus(lifetime.margin()));
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
        Texts.requireNoCredential(field, text);
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
