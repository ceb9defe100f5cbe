package io.revocast.publisher.service;

import io.revocast.event.internal.Sha256;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The token that ties a request to the preview its caller has seen: when it ends, and a digest of the caller and of what
 * is to be revoked.
 *
 * <p>It protects callers from mistakes: from revoking a broad target without a preview, or another target than the preview
 * showed. Scopes decide what a caller may revoke. The token therefore needs no secret, and any publisher
 * understands the token of any other. Thread-safe.
 */
final class Confirmations {
    /** How long a preview is worth something. */
    static final Duration VALID = Duration.ofMinutes(10);

    private final Clock clock;

    Confirmations(Clock clock) {
        this.clock = clock;
    }

    String of(Requester requester, List<RevokeRequest> requests) {
        long end = clock.instant().plus(VALID).getEpochSecond();
        return end + "." + digest(requester, requests, end);
    }

    boolean confirms(@Nullable String token, Requester requester, List<RevokeRequest> requests) {
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

    private static String digest(Requester requester, List<RevokeRequest> requests, long end) {
        Sha256 sha256 = new Sha256();
        sha256.addPart(requester.caller().name()).addPart(Long.toString(end));
        for (RevokeRequest request : requests) {
            if (request instanceof ByTarget named) {
                named.addTo(sha256);
            }
        }
        return sha256.base64Url();
    }
}
