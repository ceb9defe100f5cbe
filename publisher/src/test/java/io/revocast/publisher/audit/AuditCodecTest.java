package io.revocast.publisher.audit;

import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.audit.AuditRecord.Link;
import io.revocast.publisher.audit.AuditRecord.Mark;
import io.revocast.publisher.audit.AuditRecord.Seen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The golden files are only ever added: a verifier of tomorrow must read what was written yesterday. */
class AuditCodecTest {
    private static final UUID CHAIN = UUID.fromString("4f1c2b3a-0000-4000-8000-000000000001");
    private static final String HASH = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
    private static final Link SECOND = new Link(CHAIN, 1, HASH);

    static Stream<Arguments> goldenRecords() {
        return Stream.of(
                Arguments.of("first", new AuditRecord.Opened(new Link(CHAIN, 0, null), Decisions.AT, "1@host", null)),
                Arguments.of(
                        "opened",
                        new AuditRecord.Opened(
                                new Link(CHAIN, 0, null),
                                Decisions.AT,
                                "1@host",
                                new Seen(
                                        new Mark(UUID.fromString("4f1c2b3a-0000-4000-8000-000000000002"), 7, HASH),
                                        42))),
                Arguments.of("granted", new AuditRecord.Entry(SECOND, Decisions.granted("portal", "5f0c"), 1, 1)),
                Arguments.of("refused", new AuditRecord.Entry(SECOND, Decisions.refused(), 1, 1)),
                Arguments.of("part", new AuditRecord.Entry(SECOND, Decisions.batch(2, 1), 2, 3)),
                Arguments.of("closed", new AuditRecord.Closed(SECOND, Decisions.AT)));
    }

    static Stream<Arguments> goldenRecordsOfVersionTwo() {
        return Stream.of(
                Arguments.of("granted", new AuditRecord.Entry(SECOND, Decisions.withEvents(), 1, 1)),
                Arguments.of("confirmed", new AuditRecord.Entry(SECOND, Decisions.confirmed(), 1, 1)),
                Arguments.of("reinstated", new AuditRecord.Entry(SECOND, Decisions.reinstated(), 1, 1)),
                Arguments.of("reseeded", new AuditRecord.Entry(SECOND, Decisions.reseeded(), 1, 1)),
                Arguments.of("list-item", new AuditRecord.Entry(SECOND, Decisions.listItem(), 1, 1)),
                Arguments.of("refused", new AuditRecord.Entry(SECOND, Decisions.refused(), 1, 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenRecords")
    void readsTheGoldenBytesOfVersionOne(String name, AuditRecord written) throws Exception {
        assertThat(AuditCodec.read(golden("v1/" + name))).isEqualTo(written);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenRecordsOfVersionTwo")
    void writesAndReadsTheGoldenBytes(String name, AuditRecord written) throws Exception {
        byte[] golden = golden("v2/" + name);

        assertThat(new String(AuditCodec.write(written), StandardCharsets.UTF_8))
                .isEqualTo(new String(golden, StandardCharsets.UTF_8));
        assertThat(AuditCodec.read(golden)).isEqualTo(written);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = AuditCodecTest.class.getResourceAsStream("/audit/" + name + ".json")) {
            assertThat(file).as("golden file %s", name).isNotNull();
            return file.readAllBytes();
        }
    }

    @Test
    void unknownFieldsOfAnyKindAreIgnored() throws Exception {
        String granted = new String(golden("v2/granted"), StandardCharsets.UTF_8);

        AuditRecord read = AuditCodec.read((granted.substring(0, granted.length() - 1)
                        + ",\"new\":{\"a\":[1,null]},\"more\":[true],\"one\":1.5,\"two\":\"x\"}")
                .getBytes(StandardCharsets.UTF_8));

        assertThat(read).isEqualTo(AuditCodec.read(golden("v2/granted")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"v\":1}",
                "{\"v\":3,\"chain\":\"4f1c2b3a-0000-4000-8000-000000000001\",\"seq\":0,\"op\":\"opened\",\"at\":1,\"by\":\"x\"}",
                "{\"v\":1,\"chain\":\"4f1c2b3a-0000-4000-8000-000000000001\",\"seq\":1,\"op\":\"opened\",\"at\":1,\"by\":\"x\"}",
                "{\"v\":1,\"chain\":\"4f1c2b3a-0000-4000-8000-000000000001\",\"seq\":0,\"op\":\"other\",\"at\":1,\"by\":\"x\"}",
                "{\"v\":1,\"chain\":\"1-2-3-4-5\",\"seq\":0,\"op\":\"opened\",\"at\":1,\"by\":\"x\"}",
                "{\"v\":1,\"v\":1}",
                "{\"v\":1,\"chain\":\"4f1c2b3a-0000-4000-8000-000000000001\",\"seq\":0,\"op\":\"opened\",\"at\":1,\"by\":\"x\"}{}",
                "{\"v\":1,\"chain\":\"4f1c2b3a-0000-4000-8000-000000000001\",\"seq\":0,\"op\":\"opened\",\"at\":1,\"by\":\"x\",\"after\":7}"
            })
    void whatBreaksTheContractIsMalformed(String value) {
        assertThatThrownBy(() -> AuditCodec.read(value.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedRecordException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"part\":1099511627776,\"parts\":1099511627776",
                "\"subjects\":[null]",
                "\"subjects\":{}",
                "\"lostTopicIds\":[1]",
                "\"subjects\":[{\"target\":\"t\",\"topicId\":\"i\",\"partition\":4294967296,\"offset\":1}]",
                "\"subjects\":[{\"target\":\"t\",\"exp\":99999999999999999999}]",
                "\"subjects\":[{\"target\":\"t\",\"event\":7}]"
            })
    void entryWithAMemberThatBreaksTheContractIsMalformed(String members) throws Exception {
        String entry = new String(golden("v2/refused"), StandardCharsets.UTF_8);
        String broken = entry.substring(0, entry.length() - 1) + "," + members + "}";

        assertThatThrownBy(() -> AuditCodec.read(broken.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void eventOfALaterVersionDoesNotMakeARecordUnreadable() throws Exception {
        String granted = new String(golden("v2/granted"), StandardCharsets.UTF_8);

        AuditRecord read = AuditCodec.read(granted.replace("{\"v\":1,\"op\":\"revoke\"", "{\"v\":9,\"op\":\"other\"")
                .getBytes(StandardCharsets.UTF_8));

        assertThat(((AuditRecord.Entry) read).entry().subjects())
                .hasSize(2)
                .allSatisfy(subject -> assertThat(subject.more().event()).isNull());
    }

    @Test
    void eventsOfABatchAreDividedSoThatEachPartFits() throws Exception {
        AuditEntry.Subject subject = Decisions.withEvents().subjects().get(1);
        RevocationEvent.Revoked event =
                (RevocationEvent.Revoked) Objects.requireNonNull(subject.more().event());
        Origin wordy = new Origin(event.origin().id(), Decisions.AT, "\u0001".repeat(64), "\u0001".repeat(500), null);
        AuditEntry.Subject large = new AuditEntry.Subject(
                subject.target(),
                subject.id(),
                "created",
                null,
                new AuditEntry.More(new RevocationEvent.Revoked(event.revocation(), wordy), null, null));

        List<AuditEntry> parts = EntryParts.of(Decisions.of(Collections.nCopies(1000, large)));

        for (AuditEntry part : parts) {
            byte[] value = AuditCodec.write(new AuditRecord.Entry(SECOND, part, 1, parts.size()));
            assertThat(value).hasSizeLessThan(EntryParts.MAX_BYTES);
            assertThat(((AuditRecord.Entry) AuditCodec.read(value)).entry()).isEqualTo(part);
        }
    }

    @Test
    void nullAndWhatIsTooLargeAreMalformed() {
        assertThatThrownBy(() -> AuditCodec.read(null)).isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> AuditCodec.read(new byte[AuditCodec.MAX_VALUE_BYTES + 1]))
                .hasMessage("the value must be at most 1048576 bytes: 1048577");
    }

    @Test
    void halfASurrogatePairIsReplacedAndDoesNotEndTheWriting() throws Exception {
        byte[] value =
                AuditCodec.write(new AuditRecord.Entry(SECOND, Decisions.granted("a\ud800b \ud83d\ude00", "t"), 1, 1));

        assertThat(((AuditRecord.Entry) AuditCodec.read(value)).entry().actor()).isEqualTo("a?b \ud83d\ude00");
    }

    @Test
    void batchIsDividedSoThatEachPartFitsAndNothingIsLost() throws Exception {
        AuditEntry batch = Decisions.batch(1000, 500);

        List<AuditEntry> parts = EntryParts.of(batch);

        List<AuditEntry.Subject> together = new ArrayList<>();
        for (AuditEntry part : parts) {
            byte[] value = AuditCodec.write(new AuditRecord.Entry(SECOND, part, 1, parts.size()));
            assertThat(value).hasSizeLessThan(EntryParts.MAX_BYTES);
            together.addAll(((AuditRecord.Entry) AuditCodec.read(value)).entry().subjects());
        }
        assertThat(parts).hasSize(5);
        assertThat(together).isEqualTo(batch.subjects());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\"", "\\", "é", "€", "\ud83d\ude00", "\ud800", "\u007f"})
    void partsFitWhateverTheNamesAreSpelledWith(String character) {
        AuditEntry.Subject subject =
                new AuditEntry.Subject(character.repeat(400), character.repeat(400), "unchanged", null);
        AuditEntry batch = Decisions.of(Collections.nCopies(1000, subject));

        for (AuditEntry part : EntryParts.of(batch)) {
            assertThat(AuditCodec.write(new AuditRecord.Entry(SECOND, part, 1, 1)))
                    .hasSizeLessThan(EntryParts.MAX_BYTES);
        }
    }

    @Test
    void thousandOrdinaryTokensAreOnePart() {
        assertThat(EntryParts.of(Decisions.batch(1000, 40))).hasSize(1);
        assertThat(EntryParts.of(Decisions.refused())).containsExactly(Decisions.refused());
    }

    @Test
    void textsAreCutAndAGiantSubjectIsRefused() {
        AuditEntry longName = Decisions.granted("a".repeat(2000), "t");

        assertThat(EntryParts.of(longName).get(0).actor()).isEqualTo("a".repeat(1024) + "…");
        assertThatThrownBy(() -> EntryParts.of(Decisions.batch(1, 200_000)))
                .hasMessageStartingWith("an audit entry's subject must be at most 458752 bytes: ");
    }
}
