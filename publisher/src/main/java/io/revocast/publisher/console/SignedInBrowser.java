package io.revocast.publisher.console;

import io.revocast.publisher.authentication.BrowserSession;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The session of one browser. Thread-safe. */
final class SignedInBrowser implements BrowserSession {
    /** A session that is not used for so long ends. */
    static final Duration IDLE = Duration.ofMinutes(30);

    private final Credential credential;
    private final Caller caller;
    private final Instant expiresAt;
    private final Clock clock;
    private final String csrf = RandomText.next();
    private volatile Instant usedAt;
    private volatile boolean ended;

    /**
     * @param caller whose credential it was at sign-in
     * @param expiresAt when the session ends, however often it is used
     */
    SignedInBrowser(Credential credential, Caller caller, Instant expiresAt, Clock clock) {
        this.credential = credential;
        this.caller = caller;
        this.expiresAt = expiresAt;
        this.clock = clock;
        this.usedAt = clock.instant();
    }

    @Override
    public Credential credential() {
        return credential;
    }

    Caller caller() {
        return caller;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    /** What the session's own page sends with each request that changes something. */
    String csrf() {
        return csrf;
    }

    @Override
    public boolean isOpen() {
        Instant now = clock.instant();
        return !ended && now.isBefore(expiresAt) && now.isBefore(usedAt.plus(IDLE));
    }

    void use() {
        usedAt = clock.instant();
    }

    @Override
    public void end() {
        ended = true;
    }
}
