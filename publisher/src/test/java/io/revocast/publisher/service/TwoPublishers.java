package io.revocast.publisher.service;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.append.RevocationLog;
import io.revocast.publisher.request.IdempotencyKey;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Two publishers over one log and one audit, and the requests that they get. */
abstract class TwoPublishers {
    static final Target TOKEN = new Target.Token("https://issuer", "5f0c");
    static final Target USER = new Target.Claim("https://issuer", "sub", "alice");
    static final Explanation WHY = new Explanation("left", "by phone");

    final InMemoryLog log = new InMemoryLog();
    final RecordedHistory audit = new RecordedHistory();
    Instant now = Instant.parse("2026-11-23T12:00:00Z");
    final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    final UUID key = UUID.randomUUID();
    final RevocationService one = service(log);
    final RevocationService two = service(log);

    RevocationService service(RevocationLog into) {
        return TestWrites.of(into, log, clock).service(audit);
    }

    /** A publisher that is killed before its events reach the log, but after its audit entry has. */
    RevocationService dying() {
        return service(event -> {
            CompletableFuture<Receipt> receipt = new CompletableFuture<>();
            receipt.completeAsync(
                    () -> {
                        throw new IllegalStateException("killed");
                    },
                    CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
            return receipt;
        });
    }

    static Requester with(UUID name, String body) {
        return TestWrites.requester("support").with(new IdempotencyKey(name, body));
    }

    static ByTarget request(Target target) {
        return new ByTarget(target, null, null, WHY);
    }

    RevocationResult revoke(RevocationService service, Target target) throws Exception {
        return service.revoke(with(key, "body"), List.of(request(target)), null).get(0);
    }

    Reinstatement.Result reinstate(RevocationService service, @Nullable Receipt expected) throws Exception {
        return service.reinstate(with(key, "body"), List.of(new Reinstatement.ByTarget(TOKEN, WHY, expected)))
                .get(0);
    }

    void revokedByAnother(Target target) throws Exception {
        one.revoke(TestWrites.requester("other"), List.of(request(target)), null);
    }
}
