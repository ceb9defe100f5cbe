package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.revoke.RevocationRequest.ByTarget;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class IdempotentListTest {
    private static final int ITEMS = 1200;

    private final InMemoryLog log = new InMemoryLog();
    private final RecordedHistory audit = new RecordedHistory();
    private final Clock clock = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private final Requester requester = TestDesk.requester("import").with(new IdempotencyKey(UUID.randomUUID(), null));

    private Desk desk() {
        return TestDesk.of(log, log, audit, clock);
    }

    private static ByTarget item(int number, String note) {
        return new ByTarget(new Target.Token("https://issuer", "t" + number), null, null, new Explanation(null, note));
    }

    private Map<Long, String> send(Desk desk, int items, String note) throws Exception {
        return send(
                desk,
                IntStream.rangeClosed(1, items).mapToObj(i -> item(i, note)).toList());
    }

    private Map<Long, String> send(Desk desk, List<ByTarget> lines) throws Exception {
        Map<Long, String> outcomes = new TreeMap<>();
        try (Bulk bulk = desk.bulk(requester, new Bulk.Results() {
            @Override
            public void done(long line, RevocationResult result) {
                outcomes.put(line, result.toString());
            }

            @Override
            public void refused(long line, RejectedException why) {
                outcomes.put(line, why.kind().name());
            }
        })) {
            for (int i = 0; i < lines.size(); i++) {
                bulk.add(i + 1L, lines.get(i));
            }
            bulk.finish();
        }
        return outcomes;
    }

    @Test
    void repeatedListHasTheOutcomesOfTheFirstAndWritesNothing() throws Exception {
        Map<Long, String> first = send(desk(), ITEMS, "note");

        assertThat(send(desk(), ITEMS, "note")).isEqualTo(first).hasSize(ITEMS);
        assertThat(log.events()).hasSize(ITEMS);
    }

    @Test
    void itemsThatWereReinstatedInTheMeantimeStayReinstated() throws Exception {
        send(desk(), ITEMS, "note");
        Target third = item(3, "").target();
        desk().reinstate(TestDesk.requester("support"), List.of(new Reinstatement.ByTarget(third, Explanation.NONE)));

        send(desk(), ITEMS, "note");

        assertThat(log.find(third)).isEmpty();
    }

    @Test
    void listThatBrokeOffGoesOnWhereItWas() throws Exception {
        audit.lose(Decision.CONFIRMED);
        send(desk(), 700, "note");

        Map<Long, String> outcomes = send(desk(), ITEMS, "note");

        assertThat(outcomes.values()).allMatch(outcome -> outcome.contains("CREATED"));
        assertThat(log.events()).hasSize(ITEMS);
    }

    @Test
    void anotherLineUnderTheSameKeyIsARequestOfItsOwn() throws Exception {
        send(desk(), 2, "note");

        assertThat(send(desk(), 3, "another note").values())
                .extracting(outcome -> outcome.replaceAll("(?s).*outcome=(\\w+).*", "$1"))
                .containsExactly("UNCHANGED", "UNCHANGED", "CREATED");
    }

    @Test
    void linesAboutOneTargetHaveEachItsFirstOutcome() throws Exception {
        Target alice = new Target.Claim("https://issuer", "sub", "alice");
        List<ByTarget> lines = Stream.of(300, 200, 200, 100)
                .map(ago -> new ByTarget(alice, clock.instant().minusSeconds(ago), null, Explanation.NONE))
                .toList();
        Map<Long, String> first = send(desk(), lines);

        assertThat(send(desk(), lines)).isEqualTo(first).hasSize(4);
    }
}
