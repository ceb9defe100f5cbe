package io.revocast.publisher.service;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.request.IdempotencyKey;
import io.revocast.publisher.request.KnownIssuers;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.ByToken;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.token.ObservedToken;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.validate.TargetRules;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class IdempotentListTest {
    private static final String ISSUER = "https://issuer";
    private static final int ITEMS = 1200;

    private final InMemoryLog log = new InMemoryLog();
    private final RecordedHistory audit = new RecordedHistory();
    private final Clock clock = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private Requester requester = TestWrites.requester("import").with(new IdempotencyKey(UUID.randomUUID(), null));

    private RevocationService service() {
        return TestWrites.of(log, log, clock).service(audit);
    }

    /** A publisher after the events of the first list are committed, or never will be. */
    private RevocationService laterService() {
        return TestWrites.of(log, log, Clock.offset(clock, Duration.ofMinutes(2)))
                .service(audit);
    }

    private static ByTarget item(int number, String note) {
        return new ByTarget(new Target.Token(ISSUER, "t" + number), null, null, new Explanation(null, note));
    }

    private Map<Long, String> send(RevocationService service, int items, String note) throws Exception {
        return send(
                service,
                IntStream.rangeClosed(1, items).mapToObj(i -> item(i, note)).toList());
    }

    private Map<Long, String> send(RevocationService service, List<? extends RevokeRequest> lines) throws Exception {
        Map<Long, String> outcomes = new TreeMap<>();
        try (RevocationStream bulk = service.stream(requester, new RevocationStream.Results() {
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
        Map<Long, String> first = send(service(), ITEMS, "note");

        assertThat(send(service(), ITEMS, "note")).isEqualTo(first).hasSize(ITEMS);
        assertThat(log.events()).hasSize(ITEMS);
    }

    @Test
    void itemsThatWereReinstatedInTheMeantimeStayReinstated() throws Exception {
        send(service(), ITEMS, "note");
        Target third = item(3, "").target();
        service()
                .reinstate(
                        TestWrites.requester("support"), List.of(new Reinstatement.ByTarget(third, Explanation.NONE)));

        send(service(), ITEMS, "note");

        assertThat(log.find(third)).isEmpty();
    }

    @Test
    void listThatBrokeOffGoesOnWhereItWas() throws Exception {
        audit.lose(Decision.CONFIRMED);
        send(service(), 700, "note");

        Map<Long, String> outcomes = send(service(), ITEMS, "note");

        assertThat(outcomes.values()).allMatch(outcome -> outcome.contains("CREATED"));
        assertThat(log.events()).hasSize(ITEMS);
    }

    @Test
    void anotherLineUnderTheSameKeyIsARequestOfItsOwn() throws Exception {
        send(service(), 2, "note");

        assertThat(send(service(), 3, "another note").values())
                .extracting(outcome -> outcome.replaceAll("(?s).*outcome=(\\w+).*", "$1"))
                .containsExactly("UNCHANGED", "UNCHANGED", "CREATED");
    }

    @Test
    void lineThatTheListHasTwiceIsCreatedOnce() throws Exception {
        List<ByTarget> lines = List.of(item(1, "note"), item(1, "note"), item(2, "note"), item(1, "note"));

        Map<Long, String> first = send(service(), lines);

        assertThat(first.values())
                .extracting(outcome -> outcome.replaceAll("(?s).*outcome=(\\w+).*", "$1"))
                .containsExactly("CREATED", "UNCHANGED", "CREATED", "UNCHANGED");
        assertThat(send(service(), lines)).isEqualTo(first);
    }

    @Test
    void linesAboutOneTargetHaveEachItsFirstOutcome() throws Exception {
        Target alice = new Target.Claim(ISSUER, "sub", "alice");
        List<ByTarget> lines = Stream.of(300, 200, 200, 100)
                .map(ago -> new ByTarget(alice, clock.instant().minusSeconds(ago), null, Explanation.NONE))
                .toList();
        Map<Long, String> first = send(service(), lines);

        assertThat(send(service(), lines)).isEqualTo(first).hasSize(4);
    }

    /** Seen: a repetition refused lines whose revocations were live. */
    @Test
    void lineThatIsDoneHasItsOutcomeAlsoWhenARuleRefusesItNow() throws Exception {
        Target alice = new Target.Claim(ISSUER, "sub", "alice");
        List<RevokeRequest> lines = List.of(
                new ByTarget(alice, null, null, Explanation.NONE),
                new ByTarget(
                        new Target.Token(ISSUER, "t1"), null, clock.instant().plusSeconds(60), Explanation.NONE),
                new ByToken(
                        Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t2\",\"exp\":1795440000}"), Explanation.NONE),
                new ByTarget(new Target.Claim(ISSUER, "tenant_name", "x"), null, null, Explanation.NONE));
        Map<Long, String> first = send(service(), lines);
        Clock later = Clock.offset(clock, Duration.ofHours(1));
        RecentTokens seen = new RecentTokens(later);
        for (int i = 0; i < BroadTargets.DEFAULT.tokens(); i++) {
            seen.report(List.of(
                    new ObservedToken(ISSUER, "of-alice" + i, null, null, Instant.MAX, Map.of("sub", "alice"))));
        }
        RevocationService changed = TestWrites.of(
                        log,
                        log,
                        new TokenLifetime(Duration.ofDays(1), false),
                        token -> {
                            throw new RejectedException(
                                    RejectedException.Kind.UNVERIFIED_TOKEN, "token", null, "must be signed");
                        },
                        new TargetRules(
                                1,
                                new KnownIssuers(
                                        Map.of(
                                                "https://other",
                                                new KnownIssuers.KnownIssuer("idp", Duration.ZERO, Set.of("sid"))),
                                        false)),
                        later)
                .service(audit, audit, new RevocationService.Guards(Admission.UNLIMITED, BroadTargets.DEFAULT, seen));

        assertThat(first.values()).hasSize(4).allMatch(outcome -> outcome.contains("CREATED"));
        assertThat(send(changed, lines)).isEqualTo(first);
        assertThat(log.events()).hasSize(4);
    }

    /** Seen: lines that only this list had revoked were answered unchanged. */
    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void lineThatWasLostWithItsTopicKeepsItsFirstOutcome(boolean confirmed, boolean known) throws Exception {
        if (!confirmed) {
            audit.lose(Decision.CONFIRMED);
        }
        send(service(), 2, "note");
        audit.lose();
        log.loseTopic(known);

        for (int repetition = 0; repetition < 2; repetition++) {
            assertThat(send(laterService(), 2, "note").values())
                    .hasSize(2)
                    .allMatch(outcome -> outcome.contains("outcome=CREATED"));
        }
        assertThat(log.events()).hasSize(2);
    }

    @Test
    void lineThatWasLostAndThatAnotherRequestRevokedSinceIsUnchanged() throws Exception {
        audit.lose(Decision.CONFIRMED);
        send(service(), 1, "note");
        audit.lose();
        log.loseTopic(false);
        service().revoke(TestWrites.requester("other"), List.of(item(1, "again")), null);

        assertThat(send(laterService(), 1, "note").values()).allMatch(outcome -> outcome.contains("outcome=UNCHANGED"));
    }

    @Test
    void lineThatIsNewToTheKeyIsRefusedByTheRulesOfNow() throws Exception {
        List<RevokeRequest> lines = List.of(
                new ByTarget(new Target.Token(ISSUER, "t1"), null, clock.instant(), Explanation.NONE),
                new ByToken("no token", Explanation.NONE),
                new ByTarget(new Target.Token(ISSUER, "t1"), null, null, new Explanation("r".repeat(100), null)));
        RevocationService later = TestWrites.of(log, log, Clock.offset(clock, Duration.ofHours(1)))
                .service(audit);

        assertThat(send(later, lines).values()).containsExactly("INVALID_FIELD", "INVALID_TOKEN", "INVALID_FIELD");
    }

    @Test
    void repeatedLineOfAnIssuerThatTheCallerMayNoLongerNameIsForbidden() throws Exception {
        List<ByTarget> lines = List.of(item(1, "note"));
        send(service(), lines);
        requester = new Requester(
                        new Caller("import", "import", EnumSet.allOf(Scope.class), Set.of("https://other")),
                        "request-2")
                .with(requester.idempotency());

        assertThat(send(service(), lines).values()).containsExactly("FORBIDDEN");
    }
}
