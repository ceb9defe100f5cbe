package io.revocast.publisher.kafka;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;

import java.time.Instant;
import java.util.UUID;

/** Events to append. */
final class TestEvents {
    private TestEvents() {}

    static RevocationEvent revoked(String jti) {
        Instant at = Instant.parse("2026-11-23T12:00:00Z");
        return new RevocationEvent.Revoked(
                new Revocation(new Target.Token("https://issuer", jti), at.plusSeconds(60), null),
                new Origin(UUID.randomUUID(), at, null, null, "test"));
    }
}
