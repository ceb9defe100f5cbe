package io.revocast.publisher.signals;

import io.revocast.event.Target;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.signals.ReceivedCounts.Endpoint;
import io.revocast.publisher.signals.ReceivedCounts.Outcome;
import io.revocast.publisher.signals.RefusedException.Code;
import io.revocast.publisher.token.PastedToken;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Receives security event tokens under the rules of the Shared Signals Framework 1.0, and revokes for the events that the
 * provider's table lists. Every other event is acknowledged and ignored, as are those about the stream.
 *
 * <p>The cut-off is a time of the token, so the same token sent again has the same cut-off. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8417">RFC 8417</a>
 * @see <a href="https://openid.net/specs/openid-sharedsignals-framework-1_0.html">Shared Signals Framework 1.0</a>
 */
public final class SecurityEvents {
    private static final Logger LOGGER = LoggerFactory.getLogger(SecurityEvents.class);
    private static final String TYPE = "secevent+jwt";
    /** The year 2010: no event of these standards is older. */
    private static final BigDecimal EARLIEST_EVENT = BigDecimal.valueOf(1_262_304_000);

    private static final String ABOUT_THE_STREAM = "https://schemas.openid.net/secevent/ssf/event-type/";

    private final ProviderMessageValidator messages;
    private final ReceivedCounts counts;

    public SecurityEvents(ProviderMessageValidator messages, ReceivedCounts counts) {
        this.messages = messages;
        this.counts = counts;
    }

    /**
     * Revokes what a security event token is about, and returns when the log has it.
     *
     * @param authorizations the values of the request's {@code Authorization} headers
     * @param requestId what the audit calls the request
     * @return why no token may be refused; empty otherwise
     * @throws RefusedException when the token is not acceptable
     * @throws LimitedException when its provider sends too many
     * @throws UnavailableException when it is not known to be done
     */
    public List<String> receive(String text, List<String> authorizations, String requestId)
            throws RefusedException, LimitedException, UnavailableException {
        Outcome outcome = Outcome.REFUSED;
        List<String> warnings = new ArrayList<>();
        try {
            outcome = revoke(text, authorizations, requestId, warnings);
            return warnings;
        } catch (LimitedException | UnavailableException e) {
            outcome = Outcome.UNCONFIRMED;
            throw e;
        } finally {
            counts.add(Endpoint.SSF, outcome);
        }
    }

    private Outcome revoke(String text, List<String> authorizations, String requestId, List<String> warnings)
            throws RefusedException, LimitedException, UnavailableException {
        Message message = open(text, authorizations);
        Map<?, ?> events =
                ProviderMessageValidator.object("events", message.token().claim("events"));
        if (events.isEmpty()) {
            throw new RefusedException(Code.INVALID_REQUEST, "events must have an event");
        }
        Map<Target, Instant> cutOffs = new HashMap<>();
        String reason = "";
        for (Map.Entry<?, ?> event : events.entrySet()) {
            Map<?, ?> payload = ProviderMessageValidator.object("event", event.getValue());
            Optional<EventRule> rule = message.stream().rule(String.valueOf(event.getKey()));
            if (rule.isPresent() && takesAway(rule.get(), payload)) {
                reason = rule.get().name();
                Instant cutOff = cutOff(message, rule.get(), payload);
                for (Target target : targets(message, rule.get(), payload)) {
                    cutOffs.merge(target, cutOff, (a, b) -> a.isAfter(b) ? a : b);
                }
                describe(payload, message.note());
            }
        }
        if (cutOffs.isEmpty()) {
            return ignored(message.provider(), events);
        }
        ProviderMessageValidator.Effect effect = messages.revoke(
                message.provider(), requestId, cutOffs, message.note().explanation(reason));
        warnings.addAll(effect.warnings());
        return effect.written() ? Outcome.REVOKED : Outcome.EXPIRED;
    }

    /** A security event token that is one, and whose issuer and audience are right. */
    private record Message(
            Provider provider, Provider.Stream stream, PastedToken token, Instant issuedAt, RevocationNote note) {}

    private Message open(String text, List<String> authorizations) throws RefusedException, UnavailableException {
        PastedToken token = messages.parse(text);
        if (!ProviderMessageValidator.isTyped(token, TYPE)) {
            throw new RefusedException(Code.INVALID_REQUEST, "typ must be " + TYPE);
        }
        Provider provider = messages.provider(token);
        Provider.Stream stream = provider.stream();
        if (stream == null) {
            throw ProviderMessageValidator.wrongIssuer();
        }
        requireTransmitter(stream, authorizations);
        messages.requireAuthentic(token);
        ProviderMessageValidator.requireAudience(token, stream.audience());
        Instant issuedAt = messages.issuedAt(token);
        RevocationNote note = new RevocationNote()
                .add("SET", ProviderMessageValidator.text("jti", token.claim("jti")))
                .add("txn", token.claim("txn"));
        requireAbsent(token, "sub", "the subject is sub_id");
        requireAbsent(token, "exp", "an event that happened does not expire");
        return new Message(provider, stream, token, issuedAt, note);
    }

    private static void requireTransmitter(Provider.Stream stream, List<String> authorizations)
            throws RefusedException {
        HashedHeaderValue wanted = stream.authorization();
        if (wanted != null && (authorizations.size() != 1 || !wanted.matches(authorizations.get(0)))) {
            throw new RefusedException(
                    Code.AUTHENTICATION_FAILED, "the Authorization header must be the one agreed for the stream");
        }
    }

    private static void requireAbsent(PastedToken token, String claim, String why) throws RefusedException {
        if (token.claim(claim) != null) {
            throw new RefusedException(Code.INVALID_REQUEST, claim + " must not be present: " + why);
        }
    }

    /** A credential that was added revokes nothing. One that was changed or removed does. */
    private static boolean takesAway(EventRule rule, Map<?, ?> payload) throws RefusedException {
        return !rule.uri().equals(EventRule.CREDENTIAL_CHANGE)
                || !ProviderMessageValidator.text("change_type", payload.get("change_type"))
                        .equals("create");
    }

    /**
     * Returns the time up to which tokens are refused: of the end of sessions, when it happened; of every other event, when
     * the token was issued. Tokens that were issued after a credential was stolen, or an account disabled, are not good.
     *
     * <p>The time of an event is at the latest when the token was issued. One that cannot be true counts as absent: a
     * cut-off in 1970 would be confirmed and refuse no token. Okta writes milliseconds, which lie far ahead.
     */
    private static Instant cutOff(Message message, EventRule rule, Map<?, ?> payload) {
        Instant issuedAt = message.issuedAt();
        if (rule.endsSessionsOnly()
                && payload.get("event_timestamp") instanceof BigDecimal seconds
                && seconds.compareTo(EARLIEST_EVENT) >= 0
                && seconds.compareTo(BigDecimal.valueOf(issuedAt.getEpochSecond())) < 0) {
            return Instant.ofEpochSecond(seconds.longValue());
        }
        return ProviderMessageValidator.cutOff(issuedAt);
    }

    /** The subject is {@code sub_id} since SSF 1.0; drafts, which Okta follows, have it inside the event. */
    private static List<Target> targets(Message message, EventRule rule, Map<?, ?> payload) throws RefusedException {
        Object ofToken = message.token().claim("sub_id");
        Object ofEvent = payload.get("subject");
        boolean draft = ofToken == null && ofEvent != null;
        Subjects.Named named = draft
                ? Subjects.of(message.provider(), rule, "subject", ofEvent)
                : Subjects.of(message.provider(), rule, "sub_id", ofToken);
        if (!named.leftOut().isEmpty()) {
            message.note().add("for the whole user, though the subject also had", String.join(", ", named.leftOut()));
        }
        return named.targets();
    }

    private static void describe(Map<?, ?> payload, RevocationNote note) {
        note.add("by", payload.get("initiating_entity"));
        if (payload.get("reason_admin") instanceof Map<?, ?> texts && !texts.isEmpty()) {
            Object english = texts.get("en");
            note.add(
                    "because",
                    english != null ? english : texts.values().iterator().next());
        }
    }

    private static Outcome ignored(Provider provider, Map<?, ?> events) {
        boolean aboutTheStream =
                events.keySet().stream().allMatch(each -> String.valueOf(each).startsWith(ABOUT_THE_STREAM));
        LOGGER.atDebug().addKeyValue("provider", provider.alias()).log("security event ignored");
        return aboutTheStream ? Outcome.ACKNOWLEDGED : Outcome.IGNORED;
    }
}
