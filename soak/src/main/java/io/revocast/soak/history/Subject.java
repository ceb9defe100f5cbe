package io.revocast.soak.history;

import java.time.Duration;

/**
 * A token of the soak. Its number tells everything else but its times, so that every process can make it by itself.
 *
 * @param number from 0
 * @param issuedAt {@code iat}, in seconds since 1970
 * @param expiresAt {@code exp}, in seconds since 1970
 */
public record Subject(int number, long issuedAt, long expiresAt) {
    /** The issuer of every token. */
    public static final String ISSUER = "https://soak.example";

    /** The service as whose instances the processes report. */
    public static final String SERVICE = "soak";

    /** How long past {@code exp} a verdict is still judged: entries live 120 s longer, to the second. */
    private static final Duration JUDGED_PAST_EXPIRY = Duration.ofSeconds(115);

    private static final int CONTROL_EVERY = 20;
    private static final int CLAIM_EVERY = 7;
    private static final int REINSTATE_EVERY = 6;
    private static final int USERS = 30;

    /** Whether no request ever revokes it. No instance may ever answer that such a token is revoked. */
    public boolean isControl() {
        return number % CONTROL_EVERY == CONTROL_EVERY - 1;
    }

    /**
     * Whether it is revoked by its {@code sub} and a cut-off, not by its {@code jti}. Such tokens belong to few users, so
     * that each of them is revoked again and again, by later and later cut-offs.
     */
    public boolean isRevokedBySubject() {
        return !isControl() && number % CLAIM_EVERY == CLAIM_EVERY - 1;
    }

    /** Whether it is reinstated once it is revoked. Only tokens that are revoked by their {@code jti} are. */
    public boolean isReinstated() {
        return !isControl() && !isRevokedBySubject() && number % REINSTATE_EVERY == 1;
    }

    /** Whether it is revoked again after its reinstatement: three of four are. */
    public boolean isRevokedAgain() {
        return isReinstated() && number / REINSTATE_EVERY % 4 != 3;
    }

    /** The {@code jti} claim. */
    public String jti() {
        return "token-" + number;
    }

    /** The {@code sub} claim. */
    public String sub() {
        return isRevokedBySubject() ? "user-" + number % USERS : "user-of-token-" + number;
    }

    /** When verdicts cease to matter, in milliseconds since 1970. */
    public long judgedUntilMillis() {
        return expiresAt * 1000 + JUDGED_PAST_EXPIRY.toMillis();
    }
}
