package io.revocast.demo;

import io.revocast.client.Reason;
import io.revocast.client.RevocationClient;
import io.revocast.client.RevocationRefusedException;
import io.revocast.client.RevocationReply;
import io.revocast.client.RevocationRequest;
import io.revocast.client.RevocationUnconfirmedException;
import io.revocast.consumer.RevocationList;
import io.revocast.event.Receipt;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** The publisher, over HTTP; waits until this instance enforces what it confirmed. Thread-safe. */
final class HttpPublisher implements PublisherConnection {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration APPLIED = Duration.ofSeconds(2);

    private final RevocationClient client;
    private final RevocationList revocations;

    HttpPublisher(URI publisher, String apiKey, RevocationList revocations) {
        this.client = RevocationClient.builder(publisher, () -> apiKey)
                .requestTimeout(ANSWER)
                .build();
        this.revocations = revocations;
    }

    @Override
    public Reply revoke(Request request) {
        RevocationRequest wanted = new RevocationRequest(
                request.target(), request.issuedBefore(), request.expiresAt(), Reason.of(request.reason()), null);
        UUID key = request.key();
        RevocationReply reply = send(key == null ? wanted : wanted.withIdempotencyKey(key));
        if (reply instanceof RevocationReply.Confirmed confirmed) {
            awaitApplied(confirmed.receipt());
            boolean created = confirmed.outcome() == RevocationReply.Outcome.CREATED;
            return new Reply(created ? Outcome.CREATED : Outcome.ALREADY_REVOKED, revokedAt(confirmed.id()));
        }
        return new Reply(Outcome.ALREADY_REVOKED, null);
    }

    /** A revocation's id is a UUID of version 7, which begins with its time in milliseconds (RFC 9562 section 5.7). */
    private static @Nullable Instant revokedAt(@Nullable UUID id) {
        return id == null || id.version() != 7 ? null : Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    private RevocationReply send(RevocationRequest request) {
        try {
            return client.revoke(request);
        } catch (RevocationRefusedException | RevocationUnconfirmedException e) {
            throw new TryLaterException(String.valueOf(e.getMessage()), e);
        }
    }

    private void awaitApplied(Receipt receipt) {
        try {
            if (!revocations.awaitApplied(receipt, APPLIED)) {
                throw new TryLaterException("the revocation did not arrive here within " + APPLIED, null);
            }
        } catch (IllegalStateException e) {
            throw new TryLaterException("this instance and the publisher do not read the same topic", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryLaterException("interrupted while the revocation arrived", e);
        }
    }
}
