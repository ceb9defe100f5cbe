package io.revocast.publisher.console;

import io.revocast.event.internal.Sha256;
import io.revocast.publisher.credentials.Credential;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Codes that sign a browser in once, with the credential of the caller who asked for them. They stand in memory, by their
 * SHA-256. When there are too many, the oldest becomes invalid. Thread-safe.
 */
final class SignInCodes {
    static final int MOST = 100;
    static final Duration VALID = Duration.ofMinutes(10);

    private final Clock clock;
    private final Map<String, Kept> codes = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MOST;
        }
    };

    private record Kept(Credential credential, Instant expiresAt) {}

    SignInCodes(Clock clock) {
        this.clock = clock;
    }

    /**
     * A new code.
     *
     * @param code which is not kept
     */
    record Issued(String code, Instant expiresAt) {
        /** Leaves the code out. */
        @Override
        public String toString() {
            return "Issued[" + expiresAt + "]";
        }
    }

    Issued issue(Credential credential) {
        String code = RandomText.next();
        Instant expiresAt = clock.instant().plus(VALID);
        synchronized (codes) {
            codes.put(key(code), new Kept(credential, expiresAt));
        }
        return new Issued(code, expiresAt);
    }

    /** Returns the credential of a code, which is invalid from then on; empty when it is invalid already. */
    Optional<Credential> redeem(String code) {
        Kept entry;
        synchronized (codes) {
            entry = codes.remove(key(code));
        }
        return entry != null && clock.instant().isBefore(entry.expiresAt())
                ? Optional.of(entry.credential())
                : Optional.empty();
    }

    private static String key(String code) {
        return new Sha256().add(code).base64Url();
    }
}
