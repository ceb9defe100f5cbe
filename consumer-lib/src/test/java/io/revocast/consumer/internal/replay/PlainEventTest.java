package io.revocast.consumer.internal.replay;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.MalformedEventException;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RandomEvents;
import io.revocast.event.internal.RevocationEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

import static org.assertj.core.api.Assertions.assertThat;

class PlainEventTest {
    private static final Target.Token TOKEN = new Target.Token("https://issuer.example", "jti-1");
    private static final String VALUE =
            "{\"v\":1,\"op\":\"revoke\",\"id\":\"018f0000-0000-7000-8000-000000000001\",\"exp\":1800000000,"
                    + "\"at\":1790000000000,\"reason\":\"logout\",\"by\":\"gateway\"}";

    private static final String VALUE_OF_A_REQUEST =
            VALUE.replace(",\"exp\"", ",\"req\":\"7b6f1d9e-2f51-4c1a-9a53-0f6f5a0f6c11\",\"exp\"");

    private final PlainEvent plain = new PlainEvent();
    private final RandomEvents events = RandomEvents.seeded();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsWhatThePublisherWritesOfATokenWithAnyOrigin() {
        for (int present = 0; present < 16; present++) {
            Origin origin = new Origin(
                    UUID.randomUUID(),
                    Instant.ofEpochMilli(1_790_000_000_123L),
                    (present & 1) == 0 ? null : "logout",
                    (present & 2) == 0 ? null : "stolen laptop",
                    (present & 4) == 0 ? null : "gateway");
            RevocationEvent event = new RevocationEvent.Revoked(
                    new Revocation(TOKEN, Instant.ofEpochSecond(1_800_000_000), null),
                    origin,
                    (present & 8) == 0 ? null : UUID.randomUUID());

            assertThat(plain.read(EventCodec.encodeKey(TOKEN), EventCodec.encodeValue(event)))
                    .as("%s", event)
                    .isTrue();
            assertThat(plain.issuer()).isEqualTo(TOKEN.issuer());
            assertThat(plain.id()).isEqualTo(TOKEN.id());
            assertThat(plain.expiresAt()).isEqualTo(1_800_000_000);
            assertThat(plain.origin()).isEqualTo(origin);
        }
    }

    @Test
    void tellsIssuersApartThatFollowOneAnother() {
        for (String issuer : new String[] {"a", "b", "ab", "a"}) {
            assertThat(plain.read(EventCodec.encodeKey(new Target.Token(issuer, "1")), bytes(VALUE)))
                    .isTrue();
            assertThat(plain.issuer()).isEqualTo(issuer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"claim\",\"i\",\"sub\",\"alice\"]",
                "[\"token\",\"i\",\"\"]",
                "[\"token\",\"\",\"1\"]",
                "[\"token\",\"i\",\"1\",\"2\"]",
                "[\"token\",\"i\",\"1\"] ",
                "[\"token\", \"i\",\"1\"]",
                "[\"token\",\"i\",\"\\n\"]",
                "[\"token\",\"i\",\"é\"]",
                "[\"token\",\"i\",\"1\"",
                "[\"token\",\"i",
                "",
                "[\"heartbeat\",\"0\"]"
            })
    void leavesEveryOtherKeyToTheCodec(String key) {
        assertThat(plain.read(bytes(key), bytes(VALUE))).isFalse();
    }

    /** Whatever bytes it reads, the codec reads alike; each round damages a good event a little. */
    @Test
    void neverReadsWhatTheCodecReadsOtherwise() {
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] key = damaged(EventCodec.encodeKey(i % 4 == 0 ? events.target() : TOKEN));
            byte[] value = damaged(bytes(i % 2 == 0 ? VALUE : VALUE_OF_A_REQUEST));
            if (plain.read(key, value)) {
                read++;
                assertThat(withoutRequest(codec(key, value)))
                        .as(
                                "%s under %s of %s",
                                new String(value, StandardCharsets.UTF_8),
                                new String(key, StandardCharsets.UTF_8),
                                events)
                        .isEqualTo(new RevocationEvent.Revoked(plain.revocation(), plain.origin()));
            }
        }
        assertThat(read).as("events read of %s", events).isGreaterThan(1_000);
    }

    /** The event as readers need it: the id of the request matters to publishers only. */
    private static @Nullable RevocationEvent withoutRequest(@Nullable RevocationEvent event) {
        return event instanceof RevocationEvent.Revoked revoked
                ? new RevocationEvent.Revoked(revoked.revocation(), revoked.origin())
                : event;
    }

    private static @Nullable RevocationEvent codec(byte[] key, byte[] value) {
        try {
            return EventCodec.decodeValue(EventCodec.decodeKey(key), value);
        } catch (MalformedEventException e) {
            return null;
        }
    }

    private byte[] damaged(byte[] bytes) {
        RandomGenerator random = events.random();
        byte[] result = bytes.clone();
        for (int damage = random.nextInt(3); damage > 0 && result.length > 1; damage--) {
            int at = random.nextInt(result.length);
            switch (random.nextInt(3)) {
                case 0 -> result[at] = (byte) random.nextInt(256);
                case 1 -> result[at] = (byte) "0123456789\"\\,:{}[]".charAt(random.nextInt(18));
                default -> {
                    byte[] shorter = new byte[result.length - 1];
                    System.arraycopy(result, 0, shorter, 0, at);
                    System.arraycopy(result, at + 1, shorter, at, shorter.length - at);
                    result = shorter;
                }
            }
        }
        return result;
    }
}
