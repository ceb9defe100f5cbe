package io.revocast.publisher.receive;

import io.revocast.event.Target;
import io.revocast.publisher.receive.RefusedException.Code;
import io.revocast.publisher.revoke.ConfirmationNeededException;
import io.revocast.publisher.revoke.Desk;
import io.revocast.publisher.revoke.LimitedException;
import io.revocast.publisher.revoke.PastedToken;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.Requester;
import io.revocast.publisher.revoke.RevocationRequest;
import io.revocast.publisher.revoke.RevocationRequest.ByTarget;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import io.revocast.publisher.revoke.TokenAuthenticity;
import io.revocast.publisher.revoke.UnavailableException;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the messages of all providers have in common: a signed token of a known issuer, meant for us. Thread-safe. */
public final class Inbox {
    /** How far a provider's clock may be from this one. */
    static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final Logger LOGGER = LoggerFactory.getLogger(Inbox.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);

    private final Map<String, Provider> providers = new HashMap<>();
    private final TokenAuthenticity authenticity;
    private final Desk desk;
    private final Function<Target, List<String>> warnings;
    private final Clock clock;
    /** When a warning was last written to the log, by its text. */
    private final Map<String, Instant> logged = new ConcurrentHashMap<>();

    /**
     * An inbox that never warns.
     *
     * @param authenticity knows the keys of every provider; without any provider it is never asked
     */
    public Inbox(List<Provider> providers, TokenAuthenticity authenticity, Desk desk, Clock clock) {
        this(providers, authenticity, desk, target -> List.of(), clock);
    }

    /**
     * @param authenticity knows the keys of every provider; without any provider it is never asked
     * @param warnings says why a target may match no token
     */
    public Inbox(
            List<Provider> providers,
            TokenAuthenticity authenticity,
            Desk desk,
            Function<Target, List<String>> warnings,
            Clock clock) {
        this.warnings = warnings;
        providers.forEach(provider -> this.providers.put(provider.issuer(), provider));
        this.authenticity = authenticity;
        this.desk = desk;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
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
            throw new RefusedException(Code.INVALID_AUDIENCE, "aud must name this publisher as it is configured");
        }
    }

    /** The {@code iat}, which must be there and not in the future. */
    Instant issuedAt(PastedToken token) throws RefusedException {
        Instant issuedAt = time(token, "iat");
        if (issuedAt == null) {
            throw new RefusedException(Code.INVALID_REQUEST, "iat must be present");
        }
        if (issuedAt.isAfter(now().plus(LEEWAY))) {
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
     * @return why no token may be refused; empty when one target at least may match
     */
    List<String> revoke(Provider provider, String requestId, Map<Target, Instant> cutOffs, Explanation explanation)
            throws RefusedException, LimitedException, UnavailableException {
        List<RevocationRequest> requests = cutOffs.entrySet().stream()
                .map(each -> request(provider, each.getKey(), each.getValue(), explanation))
                .toList();
        try {
            revoke(provider, new Requester(provider.caller(), requestId), requests);
        } catch (ConfirmationNeededException e) {
            throw new RefusedException(
                    Code.ACCESS_DENIED, "a target this wide must be confirmed by a person, over the API", e);
        } catch (RejectedException e) {
            // Its message may name the subject.
            boolean invalid = e.kind() == RejectedException.Kind.INVALID_FIELD;
            throw new RefusedException(
                    invalid ? Code.INVALID_REQUEST : Code.ACCESS_DENIED,
                    invalid ? "the subject cannot be revoked: " + e.field() : "this provider may not revoke that",
                    e);
        }
        return warnings(provider, cutOffs.keySet());
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
        Instant now = now();
        for (Target target : targets) {
            String claim = target instanceof Target.Claim named ? named.name() : "";
            Instant last = logged.get(provider.alias() + " " + claim);
            if (last == null || last.plus(BETWEEN_WARNINGS).isBefore(now)) {
                logged.put(provider.alias() + " " + claim, now);
                LOGGER.atWarn()
                        .addKeyValue("provider", provider.alias())
                        .addKeyValue("claim", claim)
                        .log("no token that callers reported lately has the claim that this provider's messages revoke "
                                + "by; set issuers.<alias>.session-claim or subject-claim to a claim of its tokens");
            }
        }
        return found;
    }

    /**
     * Results are of no interest: revoked, revoked before and expired are all what the provider wanted.
     *
     * <p>How many of a user's tokens were seen is a warning to people who may have mistaken the name. The provider has
     * not, and a log-out that waits for a person would be lost.
     */
    private void revoke(Provider provider, Requester requester, List<RevocationRequest> requests)
            throws RejectedException, ConfirmationNeededException, LimitedException, UnavailableException {
        try {
            List<?> unused = desk.revoke(requester, requests, null);
        } catch (ConfirmationNeededException e) {
            if (e.preview().items().stream()
                    .anyMatch(item -> isOfMany(provider, item.revocation().target()))) {
                throw e;
            }
            List<?> unused = desk.revoke(requester, requests, e.preview().confirmation());
        }
    }

    /** Whether a target is an application or a tenant. */
    private static boolean isOfMany(Provider provider, Target target) {
        return target instanceof Target.Claim claim
                && Stream.of(Part.CLIENT, Part.TENANT)
                        .map(provider.tokens()::claim)
                        .flatMap(Optional::stream)
                        .anyMatch(claim.name()::equals);
    }

    /** A session gets no cut-off: once it has ended, every token of it is to be refused. */
    private static RevocationRequest request(
            Provider provider, Target target, Instant cutOff, Explanation explanation) {
        Provider.Tokens tokens = provider.tokens();
        if (target instanceof Target.Token || isOf(tokens, target, Part.SESSION)) {
            return new ByTarget(target, null, null, explanation);
        }
        boolean user = isOf(tokens, target, Part.USER) || isOf(tokens, target, Part.EMAIL);
        Instant logins = user && tokens.cutOff().logins() ? cutOff : null;
        return new ByTarget(target, cutOff.plus(tokens.cutOff().ahead()), logins, null, explanation);
    }

    private static boolean isOf(Provider.Tokens tokens, Target target, Part part) {
        return target instanceof Target.Claim claim
                && tokens.claim(part).filter(claim.name()::equals).isPresent()
                && (part != Part.SESSION || !tokens.claim(Part.SESSION).equals(tokens.claim(Part.USER)));
    }

    private static RefusedException refusal(Code code, RejectedException e) {
        return new RefusedException(code, e.field() + " " + e.rule(), e);
    }
}
