package io.revocast.event.internal;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The bytes of version 1. Files are only ever added: a reader of today must read what was written yesterday. */
class EventCodecGoldenTest {
    private static final String ISSUER = "https://issuer.example";
    private static final UUID REQUEST = UUID.fromString("7b6f1d9e-2f51-4c1a-9a53-0f6f5a0f6c11");
    private static final Instant EXPIRES_AT = Instant.parse("2026-01-02T00:00:00Z");
    private static final Instant TOKEN_EXPIRES_AT = Instant.parse("2026-01-01T00:00:00Z");

    static Stream<Arguments> goldenEvents() {
        return Stream.of(
                Arguments.of(
                        "token-revoked",
                        new RevocationEvent.Revoked(
                                new Revocation(new Target.Token(ISSUER, "5f0c9e6e"), TOKEN_EXPIRES_AT, null),
                                origin("logout", "asked by \"alice\"", "portal"))),
                Arguments.of(
                        "token-revoked-by-fingerprint",
                        new RevocationEvent.Revoked(
                                new Revocation(Target.Token.of(ISSUER, null, ""), TOKEN_EXPIRES_AT, null),
                                origin(null, null, null))),
                Arguments.of(
                        "claim-revoked",
                        new RevocationEvent.Revoked(
                                new Revocation(
                                        new Target.Claim(ISSUER, "sub", "al\"i\\c:e,[\0\b\t\n\f\r]\uD83D\uDE00"),
                                        EXPIRES_AT,
                                        TOKEN_EXPIRES_AT),
                                origin(null, null, "security"))),
                Arguments.of(
                        "key-revoked",
                        new RevocationEvent.Revoked(
                                new Revocation(new Target.Key(ISSUER, "2026-01"), EXPIRES_AT, null),
                                origin("key-compromise", null, null))),
                Arguments.of(
                        "issuer-revoked",
                        new RevocationEvent.Revoked(
                                new Revocation(new Target.Issuer(ISSUER), EXPIRES_AT, TOKEN_EXPIRES_AT),
                                origin(null, null, null))),
                Arguments.of(
                        "claim-reinstated",
                        new RevocationEvent.Reinstated(
                                new Target.Claim(ISSUER, "sub", "alice"), origin("mistake", null, null), null)),
                Arguments.of(
                        "claim-reinstated-up-to",
                        new RevocationEvent.Reinstated(
                                new Target.Claim(ISSUER, "sub", "alice"), origin("mistake", null, null), 4711L)),
                Arguments.of(
                        "claim-reinstated-having-seen",
                        new RevocationEvent.Reinstated(
                                new Target.Claim(ISSUER, "sub", "alice"),
                                origin("mistake", null, null),
                                4711L,
                                Map.of(0, 120L, 2, 0L, 10, 7L),
                                REQUEST)),
                Arguments.of(
                        "token-revoked-by-request",
                        new RevocationEvent.Revoked(
                                new Revocation(new Target.Token(ISSUER, "5f0c9e6e"), TOKEN_EXPIRES_AT, null),
                                origin("logout", null, "portal"),
                                REQUEST)),
                Arguments.of(
                        "claim-revoked-by-login",
                        new RevocationEvent.Revoked(
                                new Revocation(
                                        new Target.Claim(ISSUER, "sub", "alice"),
                                        EXPIRES_AT,
                                        TOKEN_EXPIRES_AT,
                                        TOKEN_EXPIRES_AT),
                                origin(null, null, "security"))),
                Arguments.of(
                        "path-revoked",
                        new RevocationEvent.Revoked(
                                new Revocation(
                                        new Target.Path(ISSUER, "/realm_access/roles", "admin"),
                                        EXPIRES_AT,
                                        TOKEN_EXPIRES_AT),
                                origin(null, null, "security"))));
    }

    private static Origin origin(@Nullable String reason, @Nullable String note, @Nullable String by) {
        return new Origin(
                UUID.fromString("019a0b1c-2d3e-7f40-8a5b-6c7d8e9f0a1b"),
                Instant.parse("2025-12-31T23:00:00.123Z"),
                reason,
                note,
                by);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenEvents")
    void writesTheGoldenBytes(String name, RevocationEvent event) throws IOException {
        assertThat(EventCodec.encodeKey(event.target()))
                .asString()
                .isEqualTo(new String(golden(name + ".key"), StandardCharsets.UTF_8));
        assertThat(EventCodec.encodeValue(event))
                .asString()
                .isEqualTo(new String(golden(name + ".value"), StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenEvents")
    void readsTheGoldenBytes(String name, RevocationEvent event) throws IOException, MalformedEventException {
        Target target = EventCodec.decodeKey(golden(name + ".key"));

        assertThat(target).isEqualTo(event.target());
        assertThat(EventCodec.decodeValue(target, golden(name + ".value"))).isEqualTo(event);
    }

    @Test
    void writesAndReadsTheGoldenHeartbeat() throws IOException, MalformedEventException {
        Heartbeat heartbeat = new Heartbeat(0, Instant.parse("2025-12-31T23:00:00.123Z"), "4711@host");

        assertThat(EventCodec.encodeKey(heartbeat)).isEqualTo(golden("heartbeat.key"));
        assertThat(EventCodec.encodeValue(heartbeat)).isEqualTo(golden("heartbeat.value"));
        assertThat(EventCodec.isHeartbeat(golden("heartbeat.key"), 0)).isTrue();
        assertThat(EventCodec.isHeartbeat(golden("heartbeat.key"), 1)).isFalse();
        assertThat(EventCodec.isHeartbeat(golden("token-revoked.key"), 0)).isFalse();
        assertThat(EventCodec.decodeHeartbeat(0, golden("heartbeat.value"))).isEqualTo(heartbeat);
    }

    private static byte[] golden(String file) throws IOException {
        try (InputStream bytes = EventCodecGoldenTest.class.getResourceAsStream("/events/v1/" + file)) {
            assertThat(bytes).as("golden file %s", file).isNotNull();
            return bytes.readAllBytes();
        }
    }
}
