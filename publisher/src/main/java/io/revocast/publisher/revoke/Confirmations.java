package io.revocast.publisher.revoke;

import io.revocast.publisher.revoke.RevocationRequest.ByTarget;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * The token that ties a request to the preview its caller has seen: when it ends, and a digest of the caller and of what
 * is to be revoked.
 *
 * <p>A seat belt, not a lock. It keeps a caller from revoking something wide unseen, or something else than what was
 * shown; whether the caller may revoke it at all is a matter of scopes. So it needs no secret, and any publisher
 * understands the token of any other. Thread-safe.
 */
final class Confirmations {
    /** How long a preview is worth something. */
    static final Duration VALID = Duration.ofMinutes(10);

    private final Clock clock;

    Confirmations(Clock clock) {
        this.clock = clock;
    }

    String of(Requester requester, List<RevocationRequest> requests) {
        long end = clock.instant().plus(VALID).getEpochSecond();
        return end + "." + digest(requester, requests, end);
    }

    boolean confirms(@Nullable String token, Requester requester, List<RevocationRequest> requests) {
        int dot = token == null ? -1 : token.indexOf('.');
        if (token == null || dot < 1 || dot > 11) {
            return false;
        }
        try {
            long end = Long.parseLong(token.substring(0, dot));
            Instant now = clock.instant();
            return end >= now.getEpochSecond()
                    && end <= now.plus(VALID).getEpochSecond() + VALID.toSeconds()
                    && token.substring(dot + 1).equals(digest(requester, requests, end));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String digest(Requester requester, List<RevocationRequest> requests, long end) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
        }
        add(sha256, requester.caller().name());
        add(sha256, Long.toString(end));
        for (RevocationRequest request : requests) {
            if (request instanceof ByTarget named) {
                add(sha256, named.target().key());
                add(sha256, String.valueOf(named.issuedBefore()));
                add(sha256, String.valueOf(named.authenticatedBefore()));
                add(sha256, String.valueOf(named.expiresAt()));
            }
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest());
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0xff);
    }
}
