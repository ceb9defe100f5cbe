package io.revocast.event.internal;

import io.revocast.event.internal.InstanceReport.Applied;
import io.revocast.event.internal.InstanceReport.ClockOffset;
import io.revocast.event.internal.InstanceReport.Digest;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.event.internal.InstanceReport.ListState;
import io.revocast.event.internal.InstanceReport.Program;
import io.revocast.event.internal.InstanceReport.ReaderSettings;
import io.revocast.event.internal.InstanceReport.Replay;
import io.revocast.event.internal.MalformedEventException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

class ReportCodecTest {
    private static final InstanceId ID = new InstanceId("payments", "payments-7d9f\"1");
    private static final UUID RUN = UUID.fromString("7b6f1d9e-2f51-4c1a-9a53-0f6f5a0f6c11");
    private static final Instant AT = Instant.parse("2026-01-02T00:00:00.123Z");

    private static final InstanceReport FULL = new InstanceReport(
            ID,
            RUN,
            17,
            AT,
            new Program("node-3", "0.1.0"),
            new ListState("CURRENT", 12, Duration.ofMillis(840), "DENY", Duration.ofSeconds(30)),
            new ReaderSettings("revocast.revocations", Duration.ofSeconds(10)),
            "Zk3fXH0jTmK9o2rQ5JtWvA",
            Map.of(0, new Applied(4_711, 4_709, AT.minusMillis(3)), 1, new Applied(0, -1, Instant.EPOCH)),
            Map.of(0, 5),
            new Replay(2, Map.of(0, 4_700L, 1, 0L)),
            new Digest(Instant.parse("2026-01-02T02:00:00Z"), -2, 0x1f),
            new ClockOffset(Duration.ofMillis(-12), Duration.ofMillis(4)),
            List.of("issuer a", "issuer b"));

    private static final InstanceReport LEAST = new InstanceReport(
            ID,
            RUN,
            1,
            AT,
            new Program("node-3", "0.1.0"),
            new ListState("STARTING", 0, null, "ALLOW", Duration.ofSeconds(1)),
            null,
            null,
            Map.of(),
            Map.of(),
            null,
            null,
            null,
            List.of());

    /** The bytes of version 1: a publisher of a later release must read what instances of this one write. */
    private static final String GOLDEN = "{\"v\":1,\"run\":\"7b6f1d9e-2f51-4c1a-9a53-0f6f5a0f6c11\",\"n\":17,"
            + "\"at\":1767312000123,\"host\":\"node-3\",\"version\":\"0.1.0\",\"state\":\"CURRENT\",\"entries\":12,"
            + "\"proof\":840,\"policy\":\"DENY\",\"staleness\":30000,"
            + "\"reader\":{\"topic\":\"revocast.revocations\",\"period\":10000},\"topic\":\"Zk3fXH0jTmK9o2rQ5JtWvA\","
            + "\"applied\":{\"0\":[4711,4709,1767312000120],\"1\":[0,-1,0]},\"epochs\":{\"0\":5},"
            + "\"replay\":{\"n\":2,\"ends\":{\"0\":4700,\"1\":0}},"
            + "\"digest\":{\"from\":1767319200000,\"sum\":\"fffffffffffffffe\",\"settings\":\"1f\"},"
            + "\"clock\":[-12,4],\"decoders\":[\"issuer a\",\"issuer b\"]}";

    /** The bytes of releases that said neither what they read, nor when their replay ended, nor of which leader. */
    private static final String GOLDEN_WITHOUT_REPLAY = "{\"v\":1,\"run\":\"7b6f1d9e-2f51-4c1a-9a53-0f6f5a0f6c11\","
            + "\"n\":17,\"at\":1767312000123,\"host\":\"node-3\",\"version\":\"0.1.0\",\"state\":\"CURRENT\","
            + "\"entries\":12,\"proof\":840,\"policy\":\"DENY\",\"staleness\":30000,"
            + "\"topic\":\"Zk3fXH0jTmK9o2rQ5JtWvA\","
            + "\"applied\":{\"0\":[4711,4709,1767312000120],\"1\":[0,-1,0]},"
            + "\"digest\":{\"from\":1767319200000,\"sum\":\"fffffffffffffffe\",\"settings\":\"1f\"},"
            + "\"clock\":[-12,4],\"decoders\":[\"issuer a\",\"issuer b\"]}";

    @Test
    void aReportIsWrittenAsTheContractSays() {
        assertThat(new String(ReportCodec.encodeKey(ID), StandardCharsets.UTF_8))
                .isEqualTo("[\"instance\",\"payments\",\"payments-7d9f\\\"1\"]");
        assertThat(new String(ReportCodec.encodeValue(FULL), StandardCharsets.UTF_8))
                .isEqualTo(GOLDEN);
    }

    @Test
    void aReportSurvivesWritingAndReading() throws MalformedEventException {
        for (InstanceReport report : List.of(FULL, LEAST)) {
            InstanceId id = ReportCodec.decodeKey(ReportCodec.encodeKey(report.id()));

            assertThat(ReportCodec.decodeValue(id, ReportCodec.encodeValue(report)))
                    .isEqualTo(report);
        }
    }

    @Test
    void fieldsOfALaterReleaseAreIgnored() throws MalformedEventException {
        String later = GOLDEN.replace("\"entries\":12", "\"entries\":12,\"later\":{\"a\":[1,{}]}");

        assertThat(ReportCodec.decodeValue(ID, later.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(FULL);
    }

    @Test
    void whatEarlierReleasesDidNotSayIsNotKnown() throws MalformedEventException {
        InstanceReport report = ReportCodec.decodeValue(ID, GOLDEN_WITHOUT_REPLAY.getBytes(StandardCharsets.UTF_8));

        assertThat(report.reader()).isNull();
        assertThat(report.replay()).isNull();
        assertThat(report.epochs()).isEmpty();
        assertThat(report.applied()).isEqualTo(FULL.applied());
        assertThat(new String(ReportCodec.encodeValue(report), StandardCharsets.UTF_8))
                .isEqualTo(GOLDEN_WITHOUT_REPLAY);
    }

    @Test
    void onlyRecordsBehindTheEndOfAReplayAreLive() {
        Replay ended = new Replay(1, Map.of(0, 100L));

        assertThat(ended.isBefore(0, 99)).isFalse();
        assertThat(ended.isBefore(0, 100)).isTrue();
        assertThat(ended.isBefore(1, 100))
                .as("a partition that it did not read")
                .isFalse();
        assertThat(new Replay(1, Map.of()).isBefore(0, 100)).as("it runs").isFalse();
    }

    @Test
    void anotherVersionIsUnsupported() {
        String later = GOLDEN.replace("\"v\":1", "\"v\":2");

        Throwable thrown = catchThrowable(() -> ReportCodec.decodeValue(ID, later.getBytes(StandardCharsets.UTF_8)));

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        MalformedEventException.class,
                        malformed -> assertThat(malformed.reason()).isEqualTo(Reason.UNSUPPORTED));
    }

    @Test
    void aValueBeyondTheLimitIsNotParsed() {
        byte[] long64 = new byte[ReportCodec.MAX_VALUE_BYTES + 1];
        Arrays.fill(long64, (byte) ' ');

        Throwable thrown = catchThrowable(() -> ReportCodec.decodeValue(ID, long64));

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        MalformedEventException.class,
                        malformed -> assertThat(malformed.reason()).isEqualTo(Reason.OVERSIZE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"v\":1}",
                "\"n\":17 -> \"n\":0",
                "\"entries\":12 -> \"entries\":-1",
                "\"applied\":{\"0\" -> \"applied\":{\"-1\"",
                "[4711,4709,1767312000120] -> [4711,4709]",
                "[4711,4709,1767312000120] -> [4711,4711,1767312000120]",
                "[4711,4709,1767312000120] -> [-1,-1,1767312000120]",
                "\"clock\":[-12,4] -> \"clock\":[-12,-4]",
                "\"clock\":[-12,4] -> \"clock\":[-9223372036854775808,4]",
                "\"clock\":[-12,4] -> \"clock\":[-12,9223372036854775807]",
                "[4711,4709,1767312000120] -> [4711,4709,9223372036854775807]",
                "[4711,4709,1767312000120] -> [4711,4709,-1]",
                "\"epochs\":{\"0\":5} -> \"epochs\":{\"0\":-1}",
                "\"epochs\":{\"0\":5} -> \"epochs\":{\"0\":4294967297}",
                "\"epochs\":{\"0\":5} -> \"epochs\":{\"7\":5}",
                "\"epochs\":{\"0\":5} -> \"epochs\":[5]",
                "\"topic\":\"Zk3fXH0jTmK9o2rQ5JtWvA\", -> ",
                "\"host\":\"node-3\", -> ",
                "\"period\":10000 -> \"period\":86400001",
                "\"period\":10000 -> \"period\":-1",
                "\"topic\":\"revocast.revocations\", -> ",
                "\"n\":2 -> \"n\":0",
                "\"n\":2 -> \"n\":4294967297",
                "\"ends\":{\"0\":4700 -> \"ends\":{\"0\":4712",
                "\"ends\":{\"0\":4700 -> \"ends\":{\"0\":-1",
                "\"ends\":{\"0\":4700 -> \"ends\":{\"7\":4700",
                ",\"ends\":{\"0\":4700,\"1\":0} -> ",
                "\"sum\":\"fffffffffffffffe\" -> \"sum\":\"xyz\"",
                "7b6f1d9e-2f51-4c1a-9a53-0f6f5a0f6c11 -> 1-1-1-1-1",
                "\"state\":\"CURRENT\" -> \"state\":\"\\u0007\"",
                "\"proof\":840 -> \"proof\":8.4",
                "\"proof\":840 -> \"proof\":9223372036854775807",
                "} -> }}"
            })
    void aValueThatBreaksARuleIsMalformed(String change) {
        String[] fromTo = change.split(" -> ", -1);
        String value = fromTo.length == 2 ? GOLDEN.replace(fromTo[0], fromTo[1]) : change;

        assertThatThrownBy(() -> ReportCodec.decodeValue(ID, value.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedEventException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "[\"instance\",\"a\"]",
                "[\"instance\",\"a\",\"\"]",
                "[\"instance\", \"a\",\"b\"]",
                "[\"token\",\"a\",\"b\"]",
                "[\"instance\",\"a\",\"b\"]x"
            })
    void aKeyThatNamesNoInstanceIsMalformed(String key) {
        assertThatThrownBy(() -> ReportCodec.decodeKey(key.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedEventException.class);
    }

    @Test
    void anyBytesGiveAReportOrAMalformedEventException() {
        Random random = new Random(1);
        int malformed = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = ReportCodec.encodeValue(FULL);
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] damaged = Arrays.copyOf(bytes, bytes.length - random.nextInt(3));
            Throwable thrown = catchThrowable(() -> ReportCodec.decodeValue(ID, damaged));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(MalformedEventException.class);
                malformed++;
            }
        }
        assertThat(malformed).isGreaterThan(10_000);
    }
}
