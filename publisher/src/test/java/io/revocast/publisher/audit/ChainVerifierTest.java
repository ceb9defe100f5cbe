package io.revocast.publisher.audit;

import io.revocast.publisher.audit.ChainReport.Kind;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class ChainVerifierTest {
    private static final int ROUNDS = 40;

    private final long seed = Long.getLong("revocast.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    /** What a verifier says of a log that was written anew, from an offset on. */
    private static ChainReport verify(long first, List<byte[]> values) {
        ChainVerifier verifier = new ChainVerifier();
        for (int i = 0; i < values.size(); i++) {
            verifier.next(first + i, values.get(i));
        }
        return verifier.report();
    }

    private interface Tampering {
        void on(List<byte[]> values, int index, History history);
    }

    /** Does it to every record that another one names, each in a fresh copy. */
    private void showsOn(Tampering tampering) {
        int tampered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            History history = History.random(random);
            for (int index : history.covered()) {
                List<byte[]> values = new ArrayList<>(history.values);
                tampering.on(values, index, history);
                assertThat(verify(0, values).intact())
                        .as("record %s of %s, -Drevocast.seed=%s", index, values.size(), seed)
                        .isFalse();
                tampered++;
            }
        }
        assertThat(tampered).isGreaterThan(ROUNDS);
    }

    @Test
    void untouchedHistoryIsIntactWhereverRetentionHasCutIt() {
        for (int round = 0; round < ROUNDS; round++) {
            History history = History.random(random);
            int length = history.values.size();
            for (int from = 0; from < length; from++) {
                assertThat(verify(from, history.values.subList(from, length)).breaks())
                        .as("from %s, -Drevocast.seed=%s", from, seed)
                        .isEmpty();
            }
        }
    }

    @Test
    void droppedRecordShows() {
        showsOn((values, index, history) -> values.remove(index));
    }

    @Test
    void alteredRecordShows() {
        showsOn((values, index, history) -> {
            byte[] altered = values.get(index).clone();
            altered[random.nextInt(altered.length)] ^= (byte) (1 + random.nextInt(255));
            values.set(index, altered);
        });
    }

    @Test
    void alterationThatReadsTheSameShows() {
        showsOn((values, index, history) -> {
            String text = new String(values.get(index), StandardCharsets.UTF_8);
            values.set(index, (text.substring(0, text.length() - 1) + " }").getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void duplicatedRecordShows() {
        showsOn((values, index, history) ->
                values.add(index + 1 + random.nextInt(values.size() - index), values.get(index)));
    }

    @Test
    void swappedRecordsOfAChainShow() {
        showsOn((values, index, history) -> {
            int other = history.follower(index);
            if (other >= 0) {
                Collections.swap(values, index, other);
            } else {
                values.remove(index);
            }
        });
    }

    @Test
    void anyRecordThatIsTakenOutFromBetweenOthersShowsByItsOffset() {
        for (int round = 0; round < ROUNDS; round++) {
            List<byte[]> values = History.random(random).values;
            int missing = 1 + random.nextInt(values.size() - 2);
            ChainVerifier verifier = new ChainVerifier();
            for (int i = 0; i < values.size(); i++) {
                if (i != missing) {
                    verifier.next(i, values.get(i));
                }
            }
            assertThat(verifier.report().breaks())
                    .as("-Drevocast.seed=%s", seed)
                    .anyMatch(found -> found.what()
                            .equals("the records from offset " + missing + " to " + missing + " are missing"));
        }
    }

    private final ChainEncoder writer = new ChainEncoder(UUID.fromString("4f1c2b3a-0000-4000-8000-000000000001"));
    private final byte[] opened = writer.open(Decisions.AT, "p", null);
    private final byte[] one = writer.append(Decisions.granted("p", "1"), 1, 1);
    private final byte[] two = writer.append(Decisions.granted("p", "2"), 1, 1);
    private final byte[] three = writer.append(Decisions.granted("p", "3"), 1, 1);
    private final byte[] closed = writer.close(Decisions.AT);

    private static ChainReport report(byte[]... values) {
        return verify(0, Arrays.asList(values));
    }

    private static String only(ChainReport report) {
        assertThat(report.breaks()).hasSize(1);
        ChainReport.Break found = report.breaks().get(0);
        return found.kind() + " at " + found.offset() + ": " + found.what();
    }

    @Test
    void reportCountsEntriesAndChainsAndThoseWithoutEnd() {
        ChainReport whole = report(opened, one, two, three, closed);
        ChainReport running = report(opened, one);

        assertThat(whole).isEqualTo(new ChainReport(3, 1, 0, List.of(), 0, 0, 4));
        assertThat(running).isEqualTo(new ChainReport(1, 1, 1, List.of(), 0, 0, 1));
        assertThat(report()).isEqualTo(new ChainReport(0, 0, 0, List.of(), 0, -1, -1));
    }

    @Test
    void eachBreakIsSaidInWords() {
        assertThat(only(report(opened, one, three)))
                .isEqualTo("MISSING at 2: the records from seq 2 to 2 of its chain are missing");
        assertThat(only(report(one, two)))
                .isEqualTo("MISSING at 0: the chain must begin with seq 0, as nothing has been removed from the log's "
                        + "beginning");
        assertThat(only(report(opened, one, two, two)))
                .isEqualTo("REPEATED at 3: it stands after seq 2 of its chain: it was written twice, or moved");
        ChainVerifier verifier = new ChainVerifier();
        verifier.next(0, null);
        assertThat(only(verifier.report()))
                .isEqualTo("UNREADABLE at 0: this is no record of the audit: the value must not be null");
        assertThat(only(report(opened, one, "{}".getBytes(StandardCharsets.UTF_8))))
                .startsWith("UNREADABLE at 2: this is no record of the audit: ");
        ChainEncoder forger = new ChainEncoder(UUID.fromString("4f1c2b3a-0000-4000-8000-000000000001"));
        forger.open(Decisions.AT, "p", null);
        byte[] forged = forger.append(Decisions.granted("p", "other"), 1, 1);
        assertThat(only(report(opened, forged, two)))
                .isEqualTo("ALTERED at 2: the record before it in its chain, seq 1, is not the one that it names");
    }

    @Test
    void recordAfterTheEndOfItsChainIsABreak() {
        ChainEncoder again = new ChainEncoder(UUID.fromString("4f1c2b3a-0000-4000-8000-000000000001"));
        byte[] begin = again.open(Decisions.AT, "p", null);
        byte[] end = again.close(Decisions.AT);
        byte[] later = again.append(Decisions.refused(), 1, 1);

        assertThat(only(report(begin, end, later))).isEqualTo("ALTERED at 2: it stands after the end of its chain");
    }

    @Test
    void missingEndOfAnEarlierChainShowsByTheOneThatNamesIt() {
        ChainEncoder next = new ChainEncoder(UUID.fromString("4f1c2b3a-0000-4000-8000-000000000002"));
        AuditRecord.Mark end = Objects.requireNonNull(writer.last());
        byte[] after = next.open(Decisions.AT, "p", new AuditRecord.Seen(end, 4));

        assertThat(report(opened, one, two, three, closed, after).breaks()).isEmpty();
        assertThat(only(report(opened, one, two, three, after)))
                .isEqualTo("MISSING at 4: it was opened after seq 4 of chain 4f1c2b3a-0000-4000-8000-000000000001 at "
                        + "offset 4, which is missing or altered");
    }

    @Test
    void firstHundredBreaksAreKeptAndAllAreCounted() {
        ChainVerifier verifier = new ChainVerifier();
        for (int i = 0; i < 250; i++) {
            verifier.next(i, null);
        }

        assertThat(verifier.report().breaks()).hasSize(100).allMatch(found -> found.kind() == Kind.UNREADABLE);
        assertThat(verifier.report().allBreaks()).isEqualTo(250);
    }

    @Test
    void whatAnOpeningNamesTooFarBackIsNotLookedFor() {
        List<byte[]> values = new ArrayList<>(List.of(opened));
        ChainEncoder busy = new ChainEncoder(UUID.fromString("4f1c2b3a-0000-4000-8000-000000000002"));
        values.add(busy.open(Decisions.AT, "p", null));
        for (int i = 0; i < 10_100; i++) {
            values.add(busy.append(Decisions.refused(), 1, 1));
        }
        AuditRecord.Mark old = Objects.requireNonNull(writer.last());
        ChainEncoder late = new ChainEncoder(UUID.fromString("4f1c2b3a-0000-4000-8000-000000000003"));
        values.add(late.open(Decisions.AT, "p", new AuditRecord.Seen(old, 0)));

        assertThat(verify(0, values).breaks()).isEmpty();
    }
}
