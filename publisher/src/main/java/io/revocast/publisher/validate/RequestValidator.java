package io.revocast.publisher.validate;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.publisher.request.KnownIssuers;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.ByToken;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.TextRules;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.token.TokenAuthenticity;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What may be revoked, from when and until when. Thread-safe.
 *
 * <p>Cut-offs are rounded down and ends are rounded up to whole seconds. A revocation that would outlive the log's
 * retention is refused, never shortened.
 */
public final class RequestValidator {
    /** How far the clocks of issuers and callers may be ahead of this one. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:58Z");
    private static final String ISSUED_BEFORE = "issuedBefore";
    private static final String AUTH_BEFORE = "authBefore";
    private static final String EXPIRES_AT = "expiresAt";
    private static final String TOKEN_EXP = "token.exp";

    private final TokenLifetime lifetime;
    private final TokenAuthenticity authenticity;
    private final ClaimNameLimit claimNames;
    private final KnownIssuers issuers;
    private final boolean exported;
    private final Clock clock;

    /**
     * A validator.
     *
     * @param targets which targets may be revoked
     * @param namesInUse returns the claims and pointers that the live revocations of an issuer name
     */
    public RequestValidator(
            TokenLifetime lifetime,
            TokenAuthenticity authenticity,
            TargetRules targets,
            Function<String, Set<String>> namesInUse,
            Clock clock) {
        this(lifetime, authenticity, targets, namesInUse, false, clock);
    }

    /**
     * A validator.
     *
     * @param exported whether the requests are lines of an export, which another publisher has accepted under its settings
     */
    RequestValidator(
            TokenLifetime lifetime,
            TokenAuthenticity authenticity,
            TargetRules targets,
            Function<String, Set<String>> namesInUse,
            boolean exported,
            Clock clock) {
        this.exported = exported;
        this.claimNames = new ClaimNameLimit(namesInUse, targets.claimNames(), clock);
        this.issuers = targets.issuers();
        this.lifetime = lifetime;
        this.authenticity = authenticity;
        this.clock = clock;
    }

    /** How long after its {@code exp} a service may accept a token. */
    public Duration margin() {
        return lifetime.margin();
    }

    /**
     * Validates a batch.
     *
     * @return the validated requests, in their order
     * @throws RejectedException when one of them breaks a rule, or two name one target
     */
    public List<ValidatedRequest> validate(List<RevokeRequest> requests)
            throws RejectedException, UnavailableException {
        BatchRules.requireEntries("revocations", requests);
        List<ValidatedRequest> validated = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            try {
                validated.add(validate(requests.get(i)));
            } catch (RejectedException e) {
                throw requests.size() == 1 ? e : e.at(i);
            }
        }
        BatchRules.requireDistinct(
                validated.stream().map(ValidatedRequest::target).toList());
        return validated;
    }

    /** Validates one request. */
    public ValidatedRequest validate(RevokeRequest request) throws RejectedException, UnavailableException {
        requireExplanation(request.explanation());
        if (request instanceof ByToken pasted) {
            return validateToken(PastedToken.parse(pasted.token()), pasted.explanation());
        }
        return validateTarget((ByTarget) request);
    }

    public static void requireExplanation(Explanation explanation) throws RejectedException {
        requireText("reason", explanation.reason(), Origin.MAX_REASON_BYTES);
        requireText("note", explanation.note(), Origin.MAX_NOTE_BYTES);
    }

    private ValidatedRequest validateToken(PastedToken token, Explanation explanation)
            throws RejectedException, UnavailableException {
        Target.Token target = token.target();
        Long exp = token.expiresAt();
        authenticity.verify(token);
        return TimeAgreement.of(clock, now -> validateToken(target, exp, explanation, now));
    }

    private ValidatedRequest validateToken(
            Target.Token target, @Nullable Long exp, Explanation explanation, Instant now) throws RejectedException {
        if (exp == null) {
            if (!lifetime.explicit()) {
                throw new RejectedException(
                        Kind.TOKEN_WITHOUT_EXPIRY,
                        TOKEN_EXP,
                        null,
                        "must be present, or tokens.longest-lifetime configured, which then bounds the revocation");
            }
            return validated(new Revocation(target, lastExpiry(target, now), null), now, explanation);
        }
        // No record has a time before 1970.
        Instant expiresAt = Instant.ofEpochSecond(Math.max(0, exp));
        requireRetained(TOKEN_EXP, exp, expiresAt, lastExpiry(target, now));
        return isOver(expiresAt, now)
                ? new ValidatedRequest.AlreadyExpired(target, expiresAt, null)
                : new ValidatedRequest.Revoke(new Revocation(target, expiresAt, null), explanation);
    }

    private ValidatedRequest validateTarget(ByTarget request) throws RejectedException, UnavailableException {
        Target target = request.target();
        requirePrintable(target);
        requireKnownIssuer(target);
        claimNames.require(target);
        return TimeAgreement.of(clock, now -> validateTarget(request, now));
    }

    private ValidatedRequest validateTarget(ByTarget request, Instant now) throws RejectedException {
        Target target = request.target();
        Instant issuedBefore = issuedBefore(request, now);
        Instant authenticatedBefore = authenticatedBefore(request, issuedBefore, now);
        Instant expiresAt = request.expiresAt();
        if (expiresAt == null && issuedBefore == null && issuers.isSession(target)) {
            // A session that has ended never returns: no token of it is good, whatever its iat.
            Instant end = lastExpiry(target, now);
            return validated(new Revocation(target, end, end, authenticatedBefore), now, request.explanation());
        }
        if (expiresAt == null) {
            Instant last = lastExpiry(target, now);
            Instant ofCutOff = issuedBefore == null ? last : ceil(issuedBefore.plus(lifetime.longest()));
            if (authenticatedBefore == null && isOver(ofCutOff, now)) {
                return new ValidatedRequest.AlreadyExpired(target, ofCutOff, issuedBefore);
            }
            // Tokens without iat match every cut-off, and so do tokens that an old login refreshes until now.
            Instant end = later(last, ofCutOff);
            return validated(
                    new Revocation(target, end, issuedBefore, authenticatedBefore), now, request.explanation());
        }
        Instant end = end(request, expiresAt, issuedBefore, now);
        return validated(new Revocation(target, end, issuedBefore, authenticatedBefore), now, request.explanation());
    }

    /**
     * Returns the end of a revocation whose end is given. It is no earlier than the expiry of any token that the cut-off
     * matches: one issued until the cut-off, or refreshed until now from a login before the cut-off. For an ended session
     * the given end counts, because its issuer issues no more tokens for it.
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
        Instant last = lastExpiry(request.target(), now);
        requireRetained(EXPIRES_AT, given, given, last);
        Instant end = ceil(given);
        if (!kind.needsCutOff() || issuedBefore == null) {
            return end;
        }
        if (issuedBefore.isAfter(now) && issuers.isSession(request.target())) {
            return end;
        }
        Instant ofCutOff = ceil(issuedBefore.plus(lifetime.longest()));
        boolean exportedSession = ofCutOff.isAfter(last.plus(CLOCK_SKEW));
        boolean fromNow = exportedSession || (request.authenticatedBefore() != null && ofCutOff.isBefore(last));
        return later(end, fromNow ? last : ofCutOff);
    }

    /** The latest {@code exp} of a token that the issuer may have issued by now. */
    private Instant lastExpiry(Target target, Instant now) {
        return ceil(now.plus(issuers.ahead(target.issuer())).plus(lifetime.longest()));
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
        Duration ahead = issuers.ahead(request.target().issuer());
        Instant end = request.expiresAt();
        boolean mayBeLate = exported || issuers.isSession(request.target());
        if (end != null && kind.needsCutOff() && !given.isAfter(end) && mayBeLate) {
            // An export writes an ended session like this: every token of it is refused, however late its iat.
            Duration untilEnd = Duration.between(now, end);
            ahead = untilEnd.compareTo(ahead) > 0 ? untilEnd : ahead;
        }
        String unless = end == null
                ? ""
                : "; only the cut-off of a session may be as late as expiresAt: name its claim in"
                        + " issuers.<alias>.session-claim";
        return cutOff(ISSUED_BEFORE, given, now, ahead, unless);
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
        return cutOff(AUTH_BEFORE, given, now, Duration.ZERO, "");
    }

    private static Instant cutOff(String field, Instant given, Instant now, Duration ahead, String unless)
            throws RejectedException {
        requireInRange(field, given);
        Duration most = CLOCK_SKEW.plus(ahead);
        if (given.isAfter(now.plus(most))) {
            throw new RejectedException(
                    Kind.INVALID_FIELD,
                    field,
                    given.toString(),
                    "must be at most " + most.toSeconds() + " s after now, " + now + unless);
        }
        return given.truncatedTo(ChronoUnit.SECONDS);
    }

    private ValidatedRequest validated(Revocation revocation, Instant now, Explanation explanation) {
        return isOver(revocation.expiresAt(), now)
                ? new ValidatedRequest.AlreadyExpired(
                        revocation.target(), revocation.expiresAt(), revocation.issuedBefore())
                : new ValidatedRequest.Revoke(revocation, explanation);
    }

    private boolean isOver(Instant expiresAt, Instant now) {
        return !expiresAt.isAfter(now.minus(lifetime.margin()));
    }

    /** Requires an end that the topic keeps. Its retention is at least an hour longer than the longest lifetime. */
    private void requireRetained(String field, Object value, Instant expiresAt, Instant lastExpiry)
            throws RejectedException {
        Duration slack = exported ? CLOCK_SKEW.plus(KnownIssuers.MAX_ISSUED_AT_OFFSET) : CLOCK_SKEW;
        if (expiresAt.isAfter(lastExpiry.plus(slack))) {
            boolean milliseconds = expiresAt.isAfter(lastExpiry.plus(Duration.ofDays(365L * 1000)));
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
            throw new RejectedException(
                    Kind.INVALID_FIELD, field, value.toString(), "must lie between 1970 and " + LATEST);
        }
    }

    private static void requirePrintable(Target target) throws RejectedException {
        TextRules.requirePrintable("target.issuer", target.issuer());
        if (target instanceof Target.Token token) {
            TextRules.requirePrintable("target.jti", token.id());
        } else if (target instanceof Target.Claim claim) {
            TextRules.requirePrintable("target.name", claim.name());
            TextRules.requirePrintable("target.value", claim.value());
        } else if (target instanceof Target.Path path) {
            TextRules.requirePrintable("target.pointer", path.pointer());
            TextRules.requirePrintable("target.value", path.value());
        } else if (target instanceof Target.Key key) {
            TextRules.requirePrintable("target.kid", key.keyId());
        }
    }

    private static void requireText(String field, @Nullable String text, int maxBytes) throws RejectedException {
        if (text == null) {
            return;
        }
        TextRules.requirePrintable(field, text);
        TextRules.requireNoCredential(field, text);
        if (text.isEmpty()) {
            throw new RejectedException(Kind.INVALID_FIELD, field, text, "must not be empty; leave it out instead");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, field, text, "must be at most " + maxBytes + " bytes of UTF-8");
        }
    }

    private static Instant later(Instant one, Instant other) {
        return other.isAfter(one) ? other : one;
    }

    private static Instant ceil(Instant instant) {
        Instant floor = instant.truncatedTo(ChronoUnit.SECONDS);
        return floor.equals(instant) ? instant : floor.plusSeconds(1);
    }
}
