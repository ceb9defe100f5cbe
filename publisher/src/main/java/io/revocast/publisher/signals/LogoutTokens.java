package io.revocast.publisher.signals;

import io.revocast.event.Target;
import io.revocast.publisher.fleet.PropagationWaits;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.signals.ReceivedCounts.Endpoint;
import io.revocast.publisher.signals.ReceivedCounts.Outcome;
import io.revocast.publisher.signals.RefusedException.Code;
import io.revocast.publisher.token.PastedToken;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Receives logout tokens. Revokes the session that {@code sid} names, or, without one, every session of {@code sub};
 * both where the provider's settings name both. A {@code sid} or {@code sub} that is null or empty counts as absent.
 *
 * <p>The cut-off is the logout token's {@code iat}. A user who logs in again in a later second is accepted, and the same
 * logout token sent again changes nothing, so the publisher does not store its {@code jti}. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation">OpenID Connect Back-Channel
 *     Logout 1.0, section 2.6</a>
 */
public final class LogoutTokens {
    private static final String TYPE = "logout+jwt";
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    private final ProviderMessageValidator messages;
    private final ReceivedCounts counts;
    private final LogoutWaits waits;

    /**
     * Receives logout tokens.
     *
     * @param waits for the instances, where a provider's settings ask for that
     */
    public LogoutTokens(ProviderMessageValidator messages, ReceivedCounts counts, LogoutWaits waits) {
        this.messages = messages;
        this.counts = counts;
        this.waits = waits;
    }

    /**
     * Revokes what a logout token names, and returns when the log has it.
     *
     * @param requestId what the audit calls the request
     * @return what the answer says
     * @throws RefusedException when the token is not acceptable
     * @throws LimitedException when its provider sends too many
     * @throws UnavailableException when it is not known to be done
     */
    public Received receive(String text, String requestId)
            throws RefusedException, LimitedException, UnavailableException {
        Outcome outcome = Outcome.REFUSED;
        try {
            PastedToken token = messages.parse(text);
            Provider provider = messages.provider(token);
            Provider.Logout rules = provider.logout();
            if (rules == null) {
                throw ProviderMessageValidator.wrongIssuer();
            }
            Received received = revoke(token, provider, rules, requestId);
            outcome = received.written() ? Outcome.REVOKED : Outcome.EXPIRED;
            return received;
        } catch (LimitedException | UnavailableException e) {
            outcome = Outcome.UNCONFIRMED;
            throw e;
        } finally {
            counts.add(Endpoint.BACKCHANNEL_LOGOUT, outcome);
        }
    }

    /**
     * A logout token that was carried out.
     *
     * @param written whether a revocation is committed; otherwise every matching token has expired
     * @param warnings why no token may be refused; empty otherwise
     * @param propagation what is known of the instances once the answer has waited; null when it does not wait
     */
    public record Received(
            boolean written,
            List<String> warnings,
            @Nullable CompletableFuture<String> propagation) {
        /** Copies the list. */
        public Received {
            warnings = List.copyOf(warnings);
        }
    }

    private Received revoke(PastedToken token, Provider provider, Provider.Logout rules, String requestId)
            throws RefusedException, LimitedException, UnavailableException {
        messages.requireAuthentic(token);
        requireType(token);
        ProviderMessageValidator.requireAudience(token, rules.audience());
        Instant issuedAt = messages.issuedAt(token);
        requireFresh(token, issuedAt, rules);
        String jti = ProviderMessageValidator.text("jti", token.claim("jti"));
        List<Target> targets = targets(token, provider);
        ProviderMessageValidator.object(
                "events member for back-channel logout", events(token).get(EVENT));
        if (token.hasClaim("nonce")) {
            throw new RefusedException(Code.INVALID_REQUEST, "nonce must not be present: this is an ID token");
        }
        RevocationNote note = new RevocationNote().add("logout token", jti);
        Instant cutOff = ProviderMessageValidator.cutOff(issuedAt);
        Map<Target, Instant> cutOffs = new LinkedHashMap<>();
        targets.forEach(target -> cutOffs.put(target, cutOff));
        Optional<PropagationWaits.Place> place = rules.longestWait().isZero() ? Optional.empty() : waits.reserve();
        boolean waiting = false;
        try {
            ProviderMessageValidator.Effect effect =
                    messages.revoke(provider, requestId, cutOffs, note.explanation("backchannel-logout"));
            waiting = effect.written() && !rules.longestWait().isZero();
            return new Received(
                    effect.written(),
                    effect.warnings(),
                    waiting ? waits.await(place, effect.receipts(), rules.longestWait()) : null);
        } finally {
            if (!waiting) {
                place.ifPresent(PropagationWaits.Place::close);
            }
        }
    }

    /** Absent and plain JWT are what most providers send; any other type belongs to another kind of token. */
    private static void requireType(PastedToken token) throws RefusedException {
        if (token.hasHeader("typ")
                && !ProviderMessageValidator.isTyped(token, TYPE)
                && !ProviderMessageValidator.isTyped(token, "jwt")) {
            throw new RefusedException(Code.INVALID_REQUEST, "typ must be " + TYPE + " or JWT, or absent");
        }
    }

    private void requireFresh(PastedToken token, Instant issuedAt, Provider.Logout rules) throws RefusedException {
        Instant earliest = messages.bounds().earliest().minus(ProviderMessageValidator.LEEWAY);
        Instant expiresAt = ProviderMessageValidator.time(token, "exp");
        if (expiresAt == null && !rules.expiryOptional()) {
            throw new RefusedException(Code.INVALID_REQUEST, "exp must be present");
        }
        if (expiresAt != null && expiresAt.isBefore(earliest)) {
            throw new RefusedException(Code.INVALID_REQUEST, "exp must not have passed");
        }
        if (issuedAt.isBefore(earliest.minus(rules.age()))) {
            throw new RefusedException(Code.INVALID_REQUEST, "iat must be at most " + rules.age() + " ago");
        }
    }

    private static Map<?, ?> events(PastedToken token) throws RefusedException {
        return ProviderMessageValidator.object("events", token.claim("events"));
    }

    private static List<Target> targets(PastedToken token, Provider provider) throws RefusedException {
        String session = ProviderMessageValidator.optionalText("sid", token.claim("sid"));
        String user = ProviderMessageValidator.optionalText("sub", token.claim("sub"));
        Optional<String> sessionClaim = provider.tokens().claim(SubjectType.SESSION);
        List<Target> targets = new ArrayList<>();
        if (session != null && sessionClaim.isPresent()) {
            targets.add(Subjects.claim(provider, SubjectType.SESSION, session));
        }
        if (user != null && (targets.isEmpty() || provider.tokens().sessionWithUser())) {
            targets.add(Subjects.claim(provider, SubjectType.USER, user));
        }
        if (targets.isEmpty()) {
            throw new RefusedException(
                    Code.INVALID_REQUEST,
                    sessionClaim.isPresent()
                            ? "sub or sid must be present"
                            : "sub must be present: no claim is configured that has the session");
        }
        return targets;
    }
}
