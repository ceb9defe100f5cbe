package io.revocast.publisher.service;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.append.RevocationLog;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.ByToken;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.token.ObservedToken;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

class RevocationServiceTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String ISSUER = "https://issuer";
    private static final Target TOKEN = new Target.Token(ISSUER, "t1");
    private static final Target CLIENT = new Target.Claim(ISSUER, "client_id", "spa");
    private static final Requester CALLER = TestWrites.requester("support");

    private final InMemoryLog log = new InMemoryLog();
    private final List<AuditEntry> audit = new ArrayList<>();
    private final RecentTokens seen = new RecentTokens(CLOCK);
    private Admission admission = Admission.UNLIMITED;
    private CompletableFuture<Void> audited = CompletableFuture.completedFuture(null);
    private final RevocationService service = TestWrites.of(
                    log, log, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, CLOCK)
            .service(
                    entry -> {
                        audit.add(entry);
                        return audited;
                    },
                    RequestHistory.NONE,
                    new RevocationService.Guards(
                            (caller, n) -> admission.refuse(caller, n), BroadTargets.DEFAULT, seen));

    private static List<RevokeRequest> revoke(Target target) {
        return List.of(new ByTarget(target, null, null, new Explanation("left", "by phone")));
    }

    private static Requester with(Set<Scope> scopes, Set<String> issuers) {
        return new Requester(new Caller("narrow", "narrow", scopes, issuers), "request-2");
    }

    private RejectedException rejection(Requester requester, Target target) {
        return catchThrowableOfType(RejectedException.class, () -> service.revoke(requester, revoke(target), null));
    }

    @Test
    void decisionIsWrittenDownWithActorTargetReasonReceiptAndRequest() throws Exception {
        RevocationResult result = service.revoke(CALLER, revoke(TOKEN), null).get(0);

        RevocationResult.Commitment commitment = Objects.requireNonNull(result.commitment());
        String id = String.valueOf(commitment.id());
        AuditEntry.Context context =
                new AuditEntry.Context(null, null, commitment.receipt().topicId());
        AuditEntry.More event = new AuditEntry.More(log.events().get(0), null, null);
        AuditEntry.More validity = new AuditEntry.More(
                null, new AuditEntry.Validity(result.validity().expiresAt(), null, null), null);
        assertThat(audit)
                .containsExactly(
                        new AuditEntry(
                                NOW,
                                "request-1",
                                "support",
                                AuditEntry.Action.REVOKE,
                                Decision.GRANTED,
                                List.of(new AuditEntry.Subject(TOKEN.key(), id, "created", null, event)),
                                "left",
                                "by phone",
                                context),
                        new AuditEntry(
                                NOW,
                                "request-1",
                                "support",
                                AuditEntry.Action.REVOKE,
                                Decision.CONFIRMED,
                                List.of(new AuditEntry.Subject(
                                        TOKEN.key(), id, "created", commitment.receipt(), validity)),
                                null,
                                null,
                                context));
    }

    @Test
    void grantedEntryIsAppendedTogetherWithTheEventAndNotAfterIt() throws Exception {
        CompletableFuture<Receipt> commit = new CompletableFuture<>();
        AuditLog entries = entry -> {
            audit.add(entry);
            if (entry.decision() == Decision.GRANTED) {
                commit.complete(new Receipt("in-memory", 0, 0));
            }
            return CompletableFuture.completedFuture(null);
        };
        RevocationLog slow = event -> {
            var unused = log.append(event);
            return commit;
        };
        TestWrites writes = TestWrites.of(
                slow, log, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, CLOCK);

        writes.service(entries).revoke(CALLER, revoke(TOKEN), null);

        assertThat(audit).extracting(AuditEntry::decision).containsExactly(Decision.GRANTED, Decision.CONFIRMED);
    }

    @Test
    void successIsNotAnsweredBeforeTheAuditHasIt() {
        audited = CompletableFuture.failedFuture(
                new UnavailableException(UnavailableException.Certainty.UNKNOWN, "no broker confirmed the entry"));

        UnavailableException unsure =
                catchThrowableOfType(UnavailableException.class, () -> service.revoke(CALLER, revoke(TOKEN), null));

        assertThat(unsure.certainty()).isEqualTo(UnavailableException.Certainty.UNKNOWN);
        assertThat(unsure).hasMessageContaining("the audit did not confirm");
        assertThat(log.events()).hasSize(1);
    }

    /** Seen: "it is done" about a request that had nothing to do. */
    @Test
    void failureOfTheAuditClaimsNothingAboutARequestThatWroteNothing() {
        audited = CompletableFuture.failedFuture(
                new UnavailableException(UnavailableException.Certainty.UNKNOWN, "no broker confirmed the entry"));
        Target user = new Target.Claim(ISSUER, "sub", "alice");
        List<RevokeRequest> expired =
                List.of(new ByTarget(user, NOW.minus(Duration.ofDays(3)), null, Explanation.NONE));

        List<UnavailableException> failures = List.of(
                catchThrowableOfType(UnavailableException.class, () -> service.revoke(CALLER, expired, null)),
                catchThrowableOfType(
                        UnavailableException.class,
                        () -> service.reinstate(CALLER, List.of(new Reinstatement.ByTarget(user, Explanation.NONE)))));

        assertThat(failures).allSatisfy(failure -> {
            assertThat(failure).hasMessageContaining("nothing was written").hasMessageNotContaining("it is done");
            assertThat(failure.certainty()).isEqualTo(UnavailableException.Certainty.NOT_WRITTEN);
        });
        assertThat(log.events()).isEmpty();
    }

    @Test
    void requestThatWroteNothingIsNotSaidToBePerhapsInForceWhenTheListBecomesStale() {
        log.unsettled("the list is stale");
        List<RevokeRequest> expired = List.of(new ByTarget(
                new Target.Claim(ISSUER, "sub", "alice"), NOW.minus(Duration.ofDays(3)), null, Explanation.NONE));

        assertThatThrownBy(() -> service.revoke(CALLER, expired, null))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("nothing was written")
                .hasMessageNotContaining("may or may not");
    }

    @Test
    void refusalsAndFailuresAreWrittenDownToo() {
        rejection(with(EnumSet.of(Scope.READ), Set.of()), TOKEN);
        log.failWith(new UnavailableException(UnavailableException.Certainty.UNKNOWN, "not confirmed"), 0);
        assertThatThrownBy(() -> service.revoke(CALLER, revoke(TOKEN), null)).isInstanceOf(UnavailableException.class);

        assertThat(audit)
                .extracting(AuditEntry::decision, AuditEntry::actor, AuditEntry::reason)
                .containsExactly(
                        tuple(Decision.REFUSED, "narrow", "forbidden"),
                        tuple(Decision.GRANTED, "support", "left"),
                        tuple(Decision.FAILED, "support", "unknown"));
        assertThat(audit.get(0).subjects())
                .extracting(AuditEntry.Subject::target)
                .containsExactly(TOKEN.key());
    }

    @Test
    void pastedTokenThatIsRefusedLeavesNoTraceOfItselfInTheAudit() {
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"jti\":7,\"exp\":1}");

        assertThatThrownBy(() -> service.revoke(CALLER, List.of(new ByToken(token, Explanation.NONE)), null))
                .isInstanceOf(RejectedException.class);

        assertThat(audit).singleElement().satisfies(entry -> {
            assertThat(entry.toString()).doesNotContain(token.substring(0, 20));
            assertThat(entry.subjects()).isEmpty();
        });
    }

    @Test
    void kindWithoutItsScopeIsForbiddenAndSoAreKeysAndIssuersWithoutBreakGlass() {
        Requester tokens = with(EnumSet.of(Scope.WRITE_TOKEN, Scope.WRITE_KEY, Scope.WRITE_ISSUER), Set.of());

        assertThat(rejection(tokens, CLIENT)).hasMessageContaining("it lacks revocation:claim:write");
        assertThat(rejection(tokens, new Target.Key(ISSUER, "k1")))
                .hasMessageContaining("this one lacks revocation:break-glass");
        assertThat(rejection(tokens, new Target.Issuer(ISSUER)).kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(log.events()).isEmpty();
    }

    @Test
    void credentialThatIsLimitedToAnIssuerNamesNoOthersTokens() throws Exception {
        Requester limited = with(EnumSet.of(Scope.WRITE_TOKEN, Scope.REINSTATE), Set.of("https://other"));
        service.revoke(CALLER, revoke(TOKEN), null);
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t2\",\"exp\":1795435200}");

        assertThat(rejection(limited, TOKEN)).hasMessageContaining("limited to: [https://other]");
        assertThat(catchThrowableOfType(
                                RejectedException.class,
                                () -> service.revoke(limited, List.of(new ByToken(token, Explanation.NONE)), null))
                        .kind())
                .isEqualTo(Kind.FORBIDDEN);
        assertThat(catchThrowableOfType(
                                RejectedException.class,
                                () -> service.reinstate(
                                        limited, List.of(new Reinstatement.ByTarget(TOKEN, Explanation.NONE))))
                        .kind())
                .isEqualTo(Kind.FORBIDDEN);
        assertThat(log.find(TOKEN)).isPresent();
    }

    @Test
    void whoAsksTooOftenIsToldHowLongToWait() {
        admission = (caller, requests) -> Optional.of(Duration.ofSeconds(7));

        LimitedException limited =
                catchThrowableOfType(LimitedException.class, () -> service.revoke(CALLER, revoke(TOKEN), null));

        assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(log.events()).isEmpty();
        assertThat(audit).extracting(AuditEntry::reason).containsExactly("limited");
    }

    @Test
    void floodThatIsTurnedAwayIsWrittenDownOnce() throws Exception {
        for (boolean admitted : new boolean[] {false, false, false, true, false, false}) {
            admission = (caller, requests) -> admitted ? Optional.empty() : Optional.of(Duration.ofSeconds(7));
            assertThat(catchThrowable(() -> service.revoke(CALLER, revoke(TOKEN), null)) == null)
                    .isEqualTo(admitted);
            assertThat(catchThrowable(() -> service.reinstate(
                                    TestWrites.requester("other"),
                                    List.of(new Reinstatement.ByTarget(TOKEN, Explanation.NONE))))
                            == null)
                    .isEqualTo(admitted);
        }

        assertThat(audit)
                .filteredOn(entry -> "limited".equals(entry.reason()))
                .extracting(AuditEntry::actor)
                .containsExactly(
                        CALLER.caller().name(), "other", CALLER.caller().name(), "other");
    }

    @Test
    void broadTargetIsRevokedOnlyWithTheTokenOfItsPreview() throws Exception {
        ConfirmationNeededException needed = catchThrowableOfType(
                ConfirmationNeededException.class, () -> service.revoke(CALLER, revoke(CLIENT), null));
        String token = needed.preview().confirmation();

        assertThat(log.events()).isEmpty();
        assertThat(needed.preview().isBroad()).isTrue();
        assertThat(service.preview(CALLER, revoke(CLIENT)).confirmation()).isEqualTo(token);
        assertThat(service.revoke(CALLER, revoke(CLIENT), token))
                .extracting(RevocationResult::outcome)
                .containsExactly(RevocationOutcome.CREATED);
    }

    @Test
    void tokenOfAnotherPreviewOrCallerConfirmsNothing() throws Exception {
        String ofAnotherTarget = service.preview(CALLER, revoke(new Target.Claim(ISSUER, "client_id", "app")))
                .confirmation();
        String ofAnotherCaller =
                service.preview(TestWrites.requester("other"), revoke(CLIENT)).confirmation();
        String late = "1" + ofAnotherCaller;

        for (String token : List.of(ofAnotherTarget, ofAnotherCaller, late, "", ".", "x.y")) {
            assertThat(catchThrowableOfType(
                            ConfirmationNeededException.class, () -> service.revoke(CALLER, revoke(CLIENT), token)))
                    .as(token)
                    .isNotNull();
        }
        assertThat(log.events()).isEmpty();
    }

    @Test
    void claimThatHitsManyOfTheTokensSeenLatelyIsBroadToo() throws Exception {
        Target subject = new Target.Claim(ISSUER, "sub", "robot");
        for (int i = 0; i < 100; i++) {
            seen.report(List.of(sighting("t" + i, "robot", NOW.minusSeconds(60))));
        }

        Preview preview = service.preview(CALLER, revoke(subject));

        assertThat(preview.items()).singleElement().satisfies(item -> {
            assertThat(item.broad()).isTrue();
            assertThat(item.outcome()).isEqualTo(RevocationOutcome.CREATED);
            assertThat(item.matches().seen()).isEqualTo(100);
            assertThat(item.matches().sample()).hasSize(10);
        });
        assertThat(catchThrowableOfType(
                        ConfirmationNeededException.class, () -> service.revoke(CALLER, revoke(subject), null)))
                .isNotNull();
    }

    /** Seen: "would refuse 150 tokens" of a request that writes nothing. */
    @Test
    void previewOfACutOffThatHasExpiredRefusesNothingAndNeedsNoConfirmation() throws Exception {
        for (int i = 0; i < 150; i++) {
            seen.report(List.of(new ObservedToken(
                    ISSUER, "t" + i, null, null, NOW.plusSeconds(60), Map.of("sub", "alice", "client_id", "spa"))));
        }
        Instant longAgo = NOW.minus(Duration.ofDays(30));
        List<RevokeRequest> requests = List.of(
                new ByTarget(CLIENT, longAgo, null, Explanation.NONE),
                new ByTarget(new Target.Issuer(ISSUER), longAgo, null, Explanation.NONE),
                new ByTarget(new Target.Claim(ISSUER, "sub", "alice"), longAgo, null, Explanation.NONE));

        Preview preview = service.preview(CALLER, requests);

        assertThat(preview.isBroad()).isFalse();
        assertThat(preview.items()).hasSize(3).allSatisfy(item -> {
            assertThat(item.outcome()).isEqualTo(RevocationOutcome.EXPIRED);
            assertThat(item.matches().seen()).isZero();
            assertThat(item.matches().sample()).isEmpty();
        });
        assertThat(service.revoke(CALLER, requests, null))
                .extracting(RevocationResult::outcome)
                .containsOnly(RevocationOutcome.EXPIRED);
    }

    /** Seen: 500 for the preview. */
    @Test
    void tokenThatExpiredBefore1970IsExpiredInThePreviewToo() throws Exception {
        List<RevokeRequest> token = List.of(
                new ByToken(Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"exp\":-5}"), Explanation.NONE));

        assertThat(service.preview(CALLER, token).items())
                .extracting(Preview.Item::outcome)
                .containsExactly(RevocationOutcome.EXPIRED);
        assertThat(service.revoke(CALLER, token, null))
                .extracting(RevocationResult::outcome)
                .containsExactly(RevocationOutcome.EXPIRED);
        assertThat(audit)
                .as("the reader of the audit takes an earlier time for a damaged record")
                .extracting(entry -> Objects.requireNonNull(
                                entry.subjects().get(0).more().validity())
                        .expiresAt())
                .containsOnly(Instant.EPOCH);
    }

    @Test
    void previewCountsWhatIsLiveAndWritesNothing() throws Exception {
        service.revoke(CALLER, revoke(TOKEN), null);
        Preview again = service.preview(CALLER, revoke(TOKEN));
        Preview issuer = service.preview(CALLER, revoke(new Target.Issuer(ISSUER)));

        assertThat(again.items()).extracting(Preview.Item::outcome).containsExactly(RevocationOutcome.UNCHANGED);
        assertThat(again.isBroad()).isFalse();
        assertThat(issuer.items().get(0).matches().live()).isEqualTo(1);
        assertThat(log.events()).hasSize(1);
    }

    private static ObservedToken sighting(String jti, String subject, Instant issuedAt) {
        return new ObservedToken(ISSUER, jti, null, issuedAt, NOW.plusSeconds(600), Map.of("sub", subject));
    }
}
