package io.revocast.publisher.service;

import io.revocast.event.Target;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.RevocationLog;
import io.revocast.publisher.append.TargetLocks;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RevocationStreamTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final InMemoryLog log = new InMemoryLog();
    private final List<AuditEntry> audit = new ArrayList<>();
    private final Map<Long, RevocationOutcome> done = new TreeMap<>();
    private final Map<Long, RejectedException> refused = new TreeMap<>();

    private TestWrites writes(RevocationLog into) {
        return TestWrites.of(
                into, log, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, CLOCK);
    }

    private RevocationStream bulk(TestWrites writes) throws Exception {
        RevocationService service = writes.service(entry -> {
            audit.add(entry);
            return CompletableFuture.completedFuture(null);
        });
        return service.stream(TestWrites.requester("import"), results());
    }

    private RevocationStream.Results results() {
        return new RevocationStream.Results() {
            @Override
            public void done(long line, RevocationResult result) {
                done.put(line, result.outcome());
            }

            @Override
            public void refused(long line, RejectedException why) {
                refused.put(line, why);
            }
        };
    }

    private static RevokeRequest token(String jti) {
        return new ByTarget(new Target.Token("https://issuer", jti), null, null, Explanation.NONE);
    }

    @Test
    void everyEntryIsCommittedAuditedAndAnswered() throws Exception {
        try (RevocationStream bulk = bulk(writes(log))) {
            for (int i = 1; i <= 12_345; i++) {
                bulk.add(i, token("t" + i));
            }
            bulk.finish();
        }

        assertThat(done).hasSize(12_345);
        assertThat(done.values()).containsOnly(RevocationOutcome.CREATED);
        assertThat(log.events()).hasSize(12_345);
        for (AuditEntry.Decision decision : List.of(AuditEntry.Decision.GRANTED, AuditEntry.Decision.CONFIRMED)) {
            List<AuditEntry> entries =
                    audit.stream().filter(entry -> entry.decision() == decision).toList();
            assertThat(entries.stream()
                            .mapToInt(entry -> entry.subjects().size())
                            .sum())
                    .isEqualTo(12_345);
            assertThat(entries).hasSize(25);
        }
    }

    @Test
    void repeatedListIsUnchangedAndCommittedAgain() throws Exception {
        for (int round = 0; round < 2; round++) {
            try (RevocationStream bulk = bulk(writes(log))) {
                for (int i = 1; i <= 2_000; i++) {
                    bulk.add(i, token("t" + i));
                }
                bulk.finish();
            }
        }

        assertThat(done.values()).containsOnly(RevocationOutcome.UNCHANGED);
        assertThat(log.events()).hasSize(4_000);
    }

    /** Seen: each entry was planned twice, before and after the audit was read to its end. */
    @Test
    void repeatedListLooksUpEachTargetOnceBeforeAndOnceAfterTheAppend() throws Exception {
        int before = 0;
        for (int round = 0; round < 2; round++) {
            before = log.lookUps();
            try (RevocationStream bulk = bulk(writes(log))) {
                for (int i = 1; i <= 1_000; i++) {
                    bulk.add(i, token("t" + i));
                }
                bulk.finish();
            }
        }

        assertThat(done.values()).containsOnly(RevocationOutcome.UNCHANGED);
        assertThat(log.lookUps() - before).isLessThan(2 * 1_000 + 10);
    }

    /** Seen: a repeated list spent half of its time on reading the audit to its end, once for 500 entries. */
    @Test
    void repeatedListReadsTheAuditToItsEndOnceForManyEntries() throws Exception {
        AtomicInteger readings = new AtomicInteger();
        RecordedHistory history = new RecordedHistory();
        history.onCatchUp(readings::incrementAndGet);
        TestWrites writes = writes(log);
        for (int round = 0; round < 2; round++) {
            readings.set(0);
            try (RevocationStream bulk = writes.service(history).stream(TestWrites.requester("import"), results())) {
                for (int i = 1; i <= 8_500; i++) {
                    bulk.add(i, token("t" + i));
                }
                bulk.finish();
            }
        }

        assertThat(done.values()).hasSize(8_500).containsOnly(RevocationOutcome.UNCHANGED);
        assertThat(log.events()).hasSize(2 * 8_500);
        assertThat(readings).hasValue(5);
    }

    @Test
    void targetThatComesTwiceSeesWhatItsFirstEntryDid() throws Exception {
        try (RevocationStream bulk = bulk(writes(log))) {
            bulk.add(1, token("t1"));
            bulk.add(2, token("t1"));
            bulk.finish();
        }

        assertThat(done).containsEntry(1L, RevocationOutcome.CREATED).containsEntry(2L, RevocationOutcome.UNCHANGED);
    }

    @Test
    void badAndBroadEntriesAreRefusedEachForItself() throws Exception {
        try (RevocationStream bulk = bulk(writes(log))) {
            bulk.add(1, new ByTarget(new Target.Token("https://issuer", "a\tb"), null, null, Explanation.NONE));
            bulk.add(2, new ByTarget(new Target.Issuer("https://issuer"), null, null, Explanation.NONE));
            bulk.add(3, token("t3"));
            bulk.finish();
        }

        assertThat(refused).containsOnlyKeys(1L, 2L);
        assertThat(refused.values())
                .extracting(RejectedException::kind)
                .containsExactly(RejectedException.Kind.INVALID_FIELD, RejectedException.Kind.NOT_CONFIRMABLE);
        assertThat(done).containsOnlyKeys(3L);
    }

    @Test
    void refusedLinesAreOneEntryOfTheAuditForEachRule() throws Exception {
        try (RevocationStream bulk = bulk(writes(log))) {
            for (int i = 1; i <= 900; i++) {
                bulk.add(i, new ByTarget(new Target.Token("https://issuer", "a\tb" + i), null, null, Explanation.NONE));
            }
            bulk.add(901, new ByTarget(new Target.Issuer("https://issuer"), null, null, Explanation.NONE));
            bulk.finish();
        }

        assertThat(refused).hasSize(901);
        assertThat(audit)
                .allSatisfy(entry -> assertThat(entry.decision()).isEqualTo(AuditEntry.Decision.REFUSED))
                .extracting(AuditEntry::reason)
                .containsExactly("invalid_field", "not_confirmable");
        assertThat(audit.get(0).detail())
                .startsWith("lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 890 more; the first: target.jti");
    }

    @Test
    void logThatDoesNotConfirmEndsTheListAndFreesItsTargets() throws Exception {
        log.failWith(new UnavailableException(UnavailableException.Certainty.UNKNOWN, "not confirmed"), 700);
        TestWrites writes = writes(log);
        try (RevocationStream bulk = bulk(writes)) {
            UnavailableException broken = catchThrowableOfType(UnavailableException.class, () -> {
                for (int i = 1; i <= 10_000; i++) {
                    bulk.add(i, token("t" + i));
                }
                bulk.finish();
            });
            assertThat(broken).isNotNull();
        }
        log.failWith(null, 0);

        assertThat(done).hasSize(500);
        assertThat(writes.revoke(token("t600"), "a").outcome()).isEqualTo(RevocationOutcome.UNCHANGED);
        assertThat(writes.revoke(token("t9999"), "a").outcome()).isEqualTo(RevocationOutcome.CREATED);
    }

    @Test
    void listWaitsForNobodyWhileItHoldsTargetsItself() throws Exception {
        TestWrites writes = writes(log);
        TargetLocks.Held other = writes.appender().lock(List.of(new Target.Token("https://issuer", "t900")));
        Thread release = new Thread(other::close);
        try (RevocationStream bulk = bulk(writes)) {
            for (int i = 1; i <= 899; i++) {
                bulk.add(i, token("t" + i));
            }
            release.start();
            for (int i = 900; i <= 2_000; i++) {
                bulk.add(i, token("t" + i));
            }
            bulk.finish();
        }
        release.join(10_000);

        assertThat(done).hasSize(2_000);
        assertThat(log.events()).allMatch(RevocationEvent.Revoked.class::isInstance);
    }
}
