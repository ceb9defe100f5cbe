package io.revocast.event.internal;

import io.revocast.event.Target;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

class EventCodecPropertyTest {
    private static final int ROUNDS = 20_000;

    private final RandomEvents events = RandomEvents.seeded();

    @Test
    void anyTargetAndEventSurviveEncodingAndDecoding() throws MalformedEventException {
        for (int i = 0; i < ROUNDS; i++) {
            RevocationEvent event = events.event(events.target());

            Target target = EventCodec.decodeKey(EventCodec.encodeKey(event.target()));
            RevocationEvent decoded = EventCodec.decodeValue(target, EventCodec.encodeValue(event));

            assertThat(decoded).as("%s", events).isEqualTo(event);
        }
    }

    @Test
    void differentTargetsNeverShareAKey() {
        Map<String, Target> seen = new HashMap<>();
        for (int i = 0; i < ROUNDS; i++) {
            Target target = events.target();
            Target sameKey = seen.put(target.key(), target);
            if (sameKey != null) {
                assertThat(sameKey).as("%s", events).isEqualTo(target);
            }
        }
    }

    @Test
    void anyBytesGiveAnEventOrAMalformedEventException() {
        Target target = new Target.Issuer("https://issuer.example");
        int malformed = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = i % 2 == 0 ? noise() : damaged(EventCodec.encodeValue(events.event(target)));
            malformed += isMalformed(() -> EventCodec.decodeValue(target, bytes)) ? 1 : 0;
            malformed += isMalformed(() -> EventCodec.decodeKey(bytes)) ? 1 : 0;
            byte[] key = damaged(EventCodec.encodeKey(events.target()));
            malformed += isMalformed(() -> EventCodec.decodeKey(key)) ? 1 : 0;
        }
        assertThat(malformed).as("inputs refused, %s", events).isGreaterThan(ROUNDS);
    }

    private byte[] noise() {
        byte[] bytes = new byte[events.random().nextInt(64)];
        events.random().nextBytes(bytes);
        return bytes;
    }

    private byte[] damaged(byte[] bytes) {
        for (int hit = events.random().nextInt(3); hit >= 0; hit--) {
            bytes[events.random().nextInt(bytes.length)] =
                    (byte) events.random().nextInt(256);
        }
        return bytes;
    }

    private interface Decoding {
        Object decode() throws MalformedEventException;
    }

    private boolean isMalformed(Decoding decoding) {
        try {
            assertThat(decoding.decode()).isNotNull();
            return false;
        } catch (MalformedEventException e) {
            return true;
        } catch (RuntimeException | StackOverflowError e) {
            return fail("only MalformedEventException may leave the codec, " + events, e);
        }
    }
}
