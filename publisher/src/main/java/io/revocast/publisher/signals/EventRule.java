package io.revocast.publisher.signals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * That an event revokes, and what. Immutable.
 *
 * @param uri the event's type
 * @param wholeUser whether it ends all of the user's sessions even where it names one of them
 */
public record EventRule(String uri, boolean wholeUser) {
    private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";
    private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";
    private static final String WHOLE_USER = "=user";

    static final String SESSION_REVOKED = CAEP + "session-revoked";
    private static final String SESSIONS_REVOKED = RISC + "sessions-revoked";
    static final String CREDENTIAL_CHANGE = CAEP + "credential-change";

    private static final Map<String, String> URIS = uris();

    /** The events that revoke unless the configuration says otherwise. */
    public static final String DEFAULTS = "session-revoked,credential-change,account-disabled,account-purged,"
            + "account-credential-change-required,credential-compromise,sessions-revoked";

    private static Map<String, String> uris() {
        Map<String, String> uris = new LinkedHashMap<>();
        for (String name : List.of(
                "session-revoked",
                "credential-change",
                "token-claims-change",
                "assurance-level-change",
                "device-compliance-change",
                "risk-level-change")) {
            uris.put(name, CAEP + name);
        }
        for (String name : List.of(
                "account-disabled",
                "account-purged",
                "account-credential-change-required",
                "credential-compromise",
                "sessions-revoked",
                "identifier-changed",
                "identifier-recycled",
                "recovery-activated",
                "recovery-information-changed")) {
            uris.put(name, RISC + name);
        }
        return uris;
    }

    /**
     * Reads a list of events.
     *
     * @param text names of CAEP or RISC events, or whole URIs, separated by commas, each with {@code =user} after it
     *     when it ends all of the user's sessions
     * @throws IllegalArgumentException with the rule that it breaks
     */
    public static List<EventRule> parse(String text) {
        List<EventRule> rules = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            EventRule rule = parseOne(entry.strip());
            if (rules.stream().anyMatch(each -> each.uri().equals(rule.uri()))) {
                throw new IllegalArgumentException("must name each event once");
            }
            rules.add(rule);
        }
        return rules;
    }

    private static EventRule parseOne(String entry) {
        boolean wholeUser = entry.endsWith(WHOLE_USER);
        String name = wholeUser ? entry.substring(0, entry.length() - WHOLE_USER.length()) : entry;
        String uri = URIS.get(name);
        if (uri != null) {
            return new EventRule(uri, wholeUser);
        }
        if (name.matches("[a-z][a-z0-9+.-]*:[!-~]+")) {
            return new EventRule(name, wholeUser);
        }
        throw new IllegalArgumentException(
                "must be event URIs or names of " + URIS.keySet() + ", separated by commas, each perhaps with =user");
    }

    /** Whether a plain {@code opaque} subject of the event is a session; else it is a user. */
    boolean ofSession() {
        return uri.equals(SESSION_REVOKED) && !wholeUser;
    }

    /** Whether the event is about a whole user, for whom one token never stands. */
    boolean ofUser() {
        return wholeUser || uri.startsWith(RISC);
    }

    /** Whether the event is the end of sessions and nothing else: sessions that began since are not meant. */
    boolean endsSessionsOnly() {
        return uri.equals(SESSION_REVOKED) || uri.equals(SESSIONS_REVOKED);
    }

    /** The last part of its URI: the reason code of its revocations. */
    String name() {
        String name = uri.substring(Math.max(uri.lastIndexOf('/'), uri.lastIndexOf(':')) + 1);
        return name.matches("[A-Za-z0-9._-]{1,64}") ? name : "security-event";
    }
}
