package io.revocast.publisher.console;

import io.revocast.event.internal.Sha256;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions, in memory, by the SHA-256 of their cookies: the cookies themselves are not kept. When there are too many,
 * the one that was not used for the longest time ends. Thread-safe.
 */
final class OpenSessions {
    static final int MOST = 1_000;

    /** A session ends after so long, however often it is used. */
    static final Duration LONGEST = Duration.ofHours(8);

    private final Clock clock;
    /** In the order of their last use. */
    private final Map<String, SignedInBrowser> sessions = new LinkedHashMap<>(16, 0.75f, true);

    OpenSessions(Clock clock) {
        this.clock = clock;
    }

    /**
     * A new session.
     *
     * @param cookie the value of its cookie, which is not kept
     */
    record Opened(String cookie, SignedInBrowser browser) {
        /** Leaves the cookie out. */
        @Override
        public String toString() {
            return "Opened";
        }
    }

    /**
     * Opens a session.
     *
     * @param end when it ends at the latest, such as the end of the access token
     */
    Opened open(Credential credential, Caller caller, Instant end) {
        Instant latest = clock.instant().plus(LONGEST);
        SignedInBrowser browser = new SignedInBrowser(credential, caller, end.isBefore(latest) ? end : latest, clock);
        String cookie = RandomText.next();
        synchronized (sessions) {
            sessions.put(key(cookie), browser);
            removeEnded();
        }
        return new Opened(cookie, browser);
    }

    private void removeEnded() {
        Iterator<SignedInBrowser> eldest = sessions.values().iterator();
        while (eldest.hasNext()) {
            SignedInBrowser browser = eldest.next();
            if (sessions.size() > MOST) {
                browser.end();
            }
            if (!browser.isOpen()) {
                eldest.remove();
            }
        }
    }

    /** Returns the open session of a cookie, which counts as a use. */
    Optional<SignedInBrowser> use(String cookie) {
        String key = key(cookie);
        synchronized (sessions) {
            SignedInBrowser browser = sessions.get(key);
            if (browser == null) {
                return Optional.empty();
            }
            if (!browser.isOpen()) {
                sessions.remove(key);
                return Optional.empty();
            }
            browser.use();
            return Optional.of(browser);
        }
    }

    /** How many are kept. */
    int size() {
        synchronized (sessions) {
            return sessions.size();
        }
    }

    private static String key(String cookie) {
        return new Sha256().add(cookie).base64Url();
    }
}
