package io.revocast.event.internal;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.MalformedEventException.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class EventCodecTest {
    private static final Target TARGET = new Target.Claim("https://issuer.example", "sub", "alice");
    private static final String ID = "019a0b1c-2d3e-7f40-8a5b-6c7d8e9f0a1b";

    @Test
    void unknownFieldsAreIgnoredWhateverTheyHold() throws MalformedEventException {
        String value = "{\"v\":1,\"x\":{\"deep\":[1,2,{}]},\"op\":\"revoke\",\"id\":\"" + ID
                + "\",\"exp\":2,\"before\":1,\"at\":3,\"y\":null}";

        assertThat(EventCodec.decodeValue(TARGET, bytes(value)))
                .isEqualTo(new RevocationEvent.Revoked(
                        new Revocation(TARGET, Instant.ofEpochSecond(2), Instant.ofEpochSecond(1)),
                        new Origin(UUID.fromString(ID), Instant.ofEpochMilli(3), null, null, null)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "MALFORMED|",
                "MALFORMED|x",
                "MALFORMED|null",
                "MALFORMED|[]",
                "MALFORMED|{\"op\":\"revoke\",\"id\":\"" + ID + "\",\"exp\":2,\"before\":1,\"at\":3}",
                "UNSUPPORTED|{\"v\":2,\"op\":\"revoke\",\"id\":\"" + ID + "\",\"exp\":2,\"before\":1,\"at\":3}",
                "UNKNOWN_OP|{\"v\":1,\"op\":\"suspend\",\"id\":\"" + ID + "\",\"exp\":2,\"before\":1,\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":7,\"id\":\"" + ID + "\",\"exp\":2,\"before\":1,\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"revoke\",\"id\":\"" + ID + "\",\"exp\":\"soon\",\"before\":1,\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"revoke\",\"id\":\"" + ID + "\",\"exp\":2.5,\"before\":1,\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"revoke\",\"id\":\"" + ID + "\",\"exp\":-2,\"before\":1,\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"revoke\",\"id\":\"" + ID
                        + "\",\"exp\":99999999999999999999,\"before\":1,\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"revoke\",\"id\":\"" + ID + "\",\"exp\":2,\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"revoke\",\"id\":\"" + ID + "\",\"before\":1,\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"revoke\",\"id\":\"no-uuid\",\"exp\":2,\"before\":1,\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"revoke\",\"exp\":2,\"exp\":9,\"id\":\"" + ID + "\",\"before\":1,\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"revoke\",\"id\":\"" + ID + "\",\"exp\":2,\"before\":1,\"at\":3} x",
                "MALFORMED|{\"v\":1,\"op\":\"revoke\",\"id\":\"" + ID + "\",\"exp\":2,\"before\":1,\"at\":3",
                "MALFORMED|{\"v\":1,\"a\":[[[[[[[[[[1]]]]]]]]]]}",
                "MALFORMED|{\"v\":1,\"op\":\"revoke\",\"id\":\"" + ID
                        + "\",\"exp\":2,\"before\":1,\"authBefore\":-1,\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"revoke\",\"id\":\"" + ID
                        + "\",\"req\":\"1\",\"exp\":2,\"before\":1,\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"reinstate\",\"id\":\"" + ID + "\",\"seen\":[120],\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"reinstate\",\"id\":\"" + ID + "\",\"seen\":{\"0\":-1},\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"reinstate\",\"id\":\"" + ID + "\",\"seen\":{\"0\":1.5},\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"reinstate\",\"id\":\"" + ID + "\",\"seen\":{\"-1\":1},\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"reinstate\",\"id\":\"" + ID + "\",\"seen\":{\"00\":1},\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"reinstate\",\"id\":\"" + ID + "\",\"seen\":{\"0\":1,\"0\":2},\"at\":3}",
                "MALFORMED|{\"v\":1,\"op\":\"reinstate\",\"id\":\"" + ID + "\",\"seen\":{\"9999999999\":1},\"at\":3}"
            })
    void valueOutsideTheContractIsRefusedWithItsReason(Reason reason, @Nullable String value) {
        byte[] bytes = bytes(value == null ? "" : value);

        MalformedEventException refused =
                catchThrowableOfType(MalformedEventException.class, () -> EventCodec.decodeValue(TARGET, bytes));

        assertThat(refused.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{}",
                "[]",
                "[1]",
                "[\"issuer\"]",
                "[\"issuer\",\"\"]",
                "[\"issuer\",\"a\"",
                "[\"issuer\", \"a\"]",
                "[\"issuer\",\"\\u0061\"]",
                "[\"issuer\",\"a\"]x",
                "[\"issuer\",\"\\ud800\"]",
                "[\"claim\",\"a\",\"jti\",\"x\"]",
                "[\"path\",\"a\",\"/act\",\"x\"]",
                "[\"path\",\"a\",\"/act/~2\",\"x\"]",
                "[\"path\",\"a\",\"/act/sub\"]",
                "[\"heartbeat\",\"0\"]"
            })
    void keyThatIsNotCanonicalIsRefused(String key) {
        MalformedEventException refused =
                catchThrowableOfType(MalformedEventException.class, () -> EventCodec.decodeKey(bytes(key)));

        assertThat(refused).isNotNull();
    }

    @Test
    void aReinstatementNamesAtMost256Partitions() throws MalformedEventException {
        assertThat(EventCodec.decodeValue(TARGET, bytes(reinstatementThatSaw(256))))
                .isInstanceOfSatisfying(
                        RevocationEvent.Reinstated.class,
                        event -> assertThat(event.seen()).hasSize(256).containsEntry(255, 255L));
        assertThat(catchThrowableOfType(
                                MalformedEventException.class,
                                () -> EventCodec.decodeValue(TARGET, bytes(reinstatementThatSaw(257))))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
    }

    private static String reinstatementThatSaw(int partitions) {
        String seen = IntStream.range(0, partitions)
                .mapToObj(each -> "\"" + each + "\":" + each)
                .collect(Collectors.joining(","));
        return "{\"v\":1,\"op\":\"reinstate\",\"id\":\"" + ID + "\",\"seen\":{" + seen + "},\"at\":3}";
    }

    @Test
    void nullAndOversizedRecordsAreRefusedUnparsed() {
        assertThat(reasonOfKey(null)).isEqualTo(Reason.MALFORMED);
        assertThat(reasonOfKey(new byte[1025])).isEqualTo(Reason.OVERSIZE);
        assertThat(catchThrowableOfType(
                                MalformedEventException.class, () -> EventCodec.decodeValue(TARGET, new byte[4097]))
                        .reason())
                .isEqualTo(Reason.OVERSIZE);
        assertThat(catchThrowableOfType(MalformedEventException.class, () -> EventCodec.decodeValue(TARGET, null))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void aMessageNeverRepeatsTheRecord() {
        MalformedEventException refused = catchThrowableOfType(
                MalformedEventException.class,
                () -> EventCodec.decodeValue(TARGET, bytes("{\"v\":1,\"op\":\"s3cret\"")));

        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            assertThat(cause.getMessage()).doesNotContain("s3cret");
        }
    }

    private static Reason reasonOfKey(byte @Nullable [] key) {
        return catchThrowableOfType(MalformedEventException.class, () -> EventCodec.decodeKey(key))
                .reason();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
