package io.revocast.publisher.append;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class UuidV7Test {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");

    @Test
    void idHasTheTimeTheVersionAndTheVariant() {
        UUID id = new UuidV7(Clock.fixed(NOW, ZoneOffset.UTC)).next();

        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }

    /** Lists are in the order of ids, also of those that were made within one millisecond. */
    @Test
    void everyIdIsGreaterThanTheOneBefore() {
        UuidV7 ids = new UuidV7(Clock.fixed(NOW, ZoneOffset.UTC));
        UUID before = ids.next();
        for (int i = 0; i < 20_000; i++) {
            UUID id = ids.next();
            assertThat(id.toString()).isGreaterThan(before.toString());
            assertThat(id.version()).isEqualTo(7);
            before = id;
        }
    }
}
