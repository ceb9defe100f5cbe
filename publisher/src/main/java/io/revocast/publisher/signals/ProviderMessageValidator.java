package io.revocast.publisher.signals;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.service.ConfirmationNeededException;
import io.revocast.publisher.signals.RefusedException.Code;
import io.revocast.publisher.time.BoundedClock;
import io.revocast.publisher.time.TimeBounds;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.token.TokenAuthenticity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The rules for messages of all providers: a signed token of a known issuer, with this publisher as audience. Thread-safe. */
public final class ProviderMessageValidator {
    /** How far a provider's clock may be from this one. */
    static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final Logger LOGGER = LoggerFactory.getLogger(ProviderMessageValidator.class);
    private static final String NOTHING_WRITTEN =
            "nothing was written: the event is older than the longest token lifetime, "
                    + "so every token that was issued until then has expired";
    private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);

    /** Revokes what a verified message names; {@code RevocationService::revoke}. */
    @FunctionalInterface
    public interface Revocations {
        /**
         * Revokes the entries: all of them or none.
         *
         * @param confirmation the preview's token; null when there is none
         */
        List<RevocationResult> revoke(Requester requester, List<RevokeRequest> requests, @Nullable String confirmation)
                throws RejectedException, ConfirmationNeededException, LimitedException, UnavailableException;
    }

    private final Map<String, Provider> providers = new HashMap<>();
    private final TokenAuthenticity authenticity;
    private final Revocations revocations;
    private final Function<Target, List<String>> warnings;
    private final Clock clock;
    /** When a warning was last written to the log, by its text. */
    private final Map<String, Instant> logged = new ConcurrentHashMap<>();

    /**
     * @param authenticity knows the keys of every provider; without any provider it is never asked
     * @param warnings says why a target may match no token
     */
    public ProviderMessageValidator(
            List<Provider> providers,
            TokenAuthenticity authenticity,
            Revocations revocations,
            Function<Target, List<String>> warnings,
            Clock clock) {
        this.warnings = warnings;
        providers.forEach(provider -> this.providers.put(provider.issuer(), provider));
        this.authenticity = authenticity;
        this.revocations = revocations;
        this.clock = clock;
    }

    /**
     * The earliest and the latest time that it may be now. A message is refused for its times only when both say so: a
     * provider does not send a message again that was refused.
     */
    TimeBounds bounds() {
        return BoundedClock.boundsOf(clock);
    }

    PastedToken parse(String text) throws RefusedException {
        try {
            return PastedToken.parse(text);
        } catch (RejectedException e) {
            throw refusal(Code.INVALID_REQUEST, e);
        }
    }

    /** The provider that the token says it is of. Nothing proves it yet. */
    Provider provider(PastedToken token) throws RefusedException {
        Provider provider;
        try {
            provider = providers.get(token.issuer());
        } catch (RejectedException e) {
            throw refusal(Code.INVALID_ISSUER, e);
        }
        if (provider == null) {
            throw wrongIssuer();
        }
        return provider;
    }

    static RefusedException wrongIssuer() {
        return new RefusedException(Code.INVALID_ISSUER, "iss must be an issuer that is configured for this");
    }

    void requireAuthentic(PastedToken token) throws RefusedException, UnavailableException {
        try {
            authenticity.verify(token);
        } catch (RejectedException e) {
            throw refusal(Code.INVALID_KEY, e);
        }
    }

    /** {@code aud} is a text or a list of them (RFC 7519 section 4.1.3). */
    static void requireAudience(PastedToken token, Set<String> audience) throws RefusedException {
        Object named = token.claim("aud");
        boolean ours = named instanceof List<?> list
                ? list.stream().anyMatch(each -> each instanceof String one && audience.contains(one))
                : named instanceof String one && audience.contains(one);
        if (!ours) {
            throw new RefusedException(Code.INVALID_AUDIENCE, "aud must name this publisher, as configured");
        }
    }

    /** The {@code iat}, which must be there and not in the future. */
    Instant issuedAt(PastedToken token) throws RefusedException {
        Instant issuedAt = time(token, "iat");
        if (issuedAt == null) {
            throw new RefusedException(Code.INVALID_REQUEST, "iat must be present");
        }
        if (issuedAt.isAfter(bounds().latest().plus(LEEWAY))) {
            throw new RefusedException(
                    Code.INVALID_REQUEST, "iat must not be in the future by more than " + LEEWAY.toSeconds() + " s");
        }
        return issuedAt;
    }

    /** A time claim in whole seconds, {@code exp} rounded up and {@code iat} down; null when absent. */
    static @Nullable Instant time(PastedToken token, String name) throws RefusedException {
        try {
            Long seconds = name.equals("exp") ? token.expiresAt() : token.issuedAt();
            return seconds == null ? null : Instant.ofEpochSecond(seconds);
        } catch (RejectedException e) {
            throw refusal(Code.INVALID_REQUEST, e);
        }
    }

    /** A text that must be there and not be empty. */
    static String text(String name, @Nullable Object value) throws RefusedException {
        if (value instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new RefusedException(Code.INVALID_REQUEST, name + " must be a string that is not empty");
    }

    /** A text that may be missing; null and the empty text, which some providers write for that, count as absent. */
    static @Nullable String optionalText(String name, @Nullable Object value) throws RefusedException {
        return value == null || "".equals(value) ? null : text(name, value);
    }

    /** The members of a JSON object that must be there. */
    static Map<?, ?> object(String name, @Nullable Object value) throws RefusedException {
        if (value instanceof Map<?, ?> object) {
            return object;
        }
        throw new RefusedException(Code.INVALID_REQUEST, name + " must be a JSON object");
    }

    /** Whether the header's {@code typ} is a media type, {@code application/} left out or not (RFC 7515 section 4.1.9). */
    static boolean isTyped(PastedToken token, String type) {
        return token.header("typ") instanceof String typ
                && (typ.equalsIgnoreCase(type) || typ.equalsIgnoreCase("application/" + type));
    }

    /**
     * Returns the cut-off for a time that a provider states: its whole second. Provider and tokens share a clock, so
     * tokens that the provider issues in a later second pass. This publisher's clock plays no part: it may be behind.
     */
    static Instant cutOff(Instant said) {
        return said.truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * Has it revoked in the provider's name, and returns when the log has it.
     *
     * @return whether anything was written, and why no token may be refused
     */
    Effect revoke(Provider provider, String requestId, Map<Target, Instant> cutOffs, Explanation explanation)
            throws RefusedException, LimitedException, UnavailableException {
        List<RevokeRequest> requests = cutOffs.entrySet().stream()
                .map(each -> request(provider, each.getKey(), each.getValue(), explanation))
                .toList();
        List<RevocationResult> results;
        try {
            results = revoke(provider, new Requester(provider.caller(), requestId), requests);
        } catch (ConfirmationNeededException e) {
            throw new RefusedException(
                    Code.ACCESS_DENIED, "a target this broad must be confirmed by a person, over the API", e);
        } catch (RejectedException e) {
            if (e.kind() == RejectedException.Kind.TOO_MANY_CLAIM_NAMES) {
                throw full(provider, e);
            }
            // Its message may name the subject.
            boolean invalid = e.kind() == RejectedException.Kind.INVALID_FIELD;
            throw new RefusedException(
                    invalid ? Code.INVALID_REQUEST : Code.ACCESS_DENIED,
                    invalid ? "the subject cannot be revoked: " + e.field() : "this provider may not revoke that",
                    e);
        }
        if (results.stream().allMatch(result -> result.outcome() == RevocationOutcome.EXPIRED)) {
            logOnceAnHour(
                    provider,
                    "",
                    "nothing was written for a message of this provider: the event is older than the longest token "
                            + "lifetime, so every token that was issued until then has expired");
            return new Effect(false, List.of(NOTHING_WRITTEN), List.of());
        }
        List<Receipt> receipts = results.stream()
                .map(RevocationResult::commitment)
                .filter(Objects::nonNull)
                .map(RevocationResult.Commitment::receipt)
                .toList();
        return new Effect(true, warnings(provider, cutOffs.keySet()), receipts);
    }

    /** The provider is not to blame: its message can be carried out once there is room. */
    private UnavailableException full(Provider provider, RejectedException why) {
        logOnceAnHour(
                provider,
                why.value() == null ? "" : why.value(),
                "a message of this provider is not carried out: limits.claim-names is reached for its issuer; raise it, or "
                        + "wait until revocations by other claims end");
        return new UnavailableException(
                Certainty.NOT_WRITTEN,
                "limits.claim-names of this publisher is reached for the provider's issuer, so the claim cannot be revoked "
                        + "by yet; an operator must raise it. Nothing was written; send the message again",
                why);
    }

    /**
     * What a message led to.
     *
     * @param written whether a revocation is committed; otherwise every token that it could match has expired
     * @param warnings why no token may be refused; empty when one target at least may match
     * @param receipts where the revocations stand
     */
    record Effect(boolean written, List<String> warnings, List<Receipt> receipts) {
        Effect {
            warnings = List.copyOf(warnings);
            receipts = List.copyOf(receipts);
        }
    }

    private void logOnceAnHour(Provider provider, String claim, String text) {
        Instant now = clock.instant();
        String key = provider.alias() + " " + claim;
        Instant last = logged.get(key);
        if (last == null || last.plus(BETWEEN_WARNINGS).isBefore(now)) {
            logged.put(key, now);
            LOGGER.atWarn()
                    .addKeyValue("provider", provider.alias())
                    .addKeyValue("claim", claim)
                    .log(text);
        }
    }

    private List<String> warnings(Provider provider, Set<Target> targets) {
        List<String> found = new ArrayList<>();
        for (Target target : targets) {
            List<String> ofTarget = warnings.apply(target);
            if (ofTarget.isEmpty()) {
                return List.of();
            }
            found.addAll(ofTarget);
        }
        for (Target target : targets) {
            logOnceAnHour(
                    provider,
                    target instanceof Target.Claim named ? named.name() : "-",
                    "no token that callers reported lately has the claim that this provider's messages revoke "
                            + "by; set issuers.<alias>.session-claim or subject-claim to a claim of its tokens");
        }
        return found;
    }

    /**
     * Has the requests carried out.
     *
     * <p>How many of a user's tokens were seen is a warning to people who may have mistaken the name. The provider has
     * not, and a log-out that waits for a person would be lost.
     */
    private List<RevocationResult> revoke(Provider provider, Requester requester, List<RevokeRequest> requests)
            throws RejectedException, ConfirmationNeededException, LimitedException, UnavailableException {
        try {
            return revocations.revoke(requester, requests, null);
        } catch (ConfirmationNeededException e) {
            if (e.preview().items().stream()
                    .anyMatch(item -> isOfMany(provider, item.revocation().target()))) {
                throw e;
            }
            return revocations.revoke(requester, requests, e.preview().confirmation());
        }
    }

    /** Whether a target is an application or a tenant. */
    private static boolean isOfMany(Provider provider, Target target) {
        return target instanceof Target.Claim claim
                && Stream.of(SubjectType.CLIENT, SubjectType.TENANT)
                        .map(provider.tokens()::claim)
                        .flatMap(Optional::stream)
                        .anyMatch(claim.name()::equals);
    }

    /** A session gets no cut-off: once it has ended, every token of it is to be refused. */
    private static RevokeRequest request(Provider provider, Target target, Instant cutOff, Explanation explanation) {
        Provider.Tokens tokens = provider.tokens();
        if (target instanceof Target.Token || isOf(tokens, target, SubjectType.SESSION)) {
            return new ByTarget(target, null, null, explanation);
        }
        boolean user = isOf(tokens, target, SubjectType.USER) || isOf(tokens, target, SubjectType.EMAIL);
        Instant logins = user && tokens.cutOff().logins() ? cutOff : null;
        return new ByTarget(target, cutOff.plus(tokens.cutOff().ahead()), logins, null, explanation);
    }

    private static boolean isOf(Provider.Tokens tokens, Target target, SubjectType part) {
        return target instanceof Target.Claim claim
                && tokens.claim(part).filter(claim.name()::equals).isPresent()
                && (part != SubjectType.SESSION
                        || !tokens.claim(SubjectType.SESSION).equals(tokens.claim(SubjectType.USER)));
    }

    private static RefusedException refusal(Code code, RejectedException e) {
        return new RefusedException(code, e.field() + " " + e.rule(), e);
    }
}
