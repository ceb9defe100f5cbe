package io.revocast.publisher.signals;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.BroadTargets;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.RevocationService;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.signals.ReceivedCounts.Endpoint;
import io.revocast.publisher.signals.ReceivedCounts.Outcome;
import io.revocast.publisher.signals.RefusedException.Code;
import io.revocast.publisher.token.ObservedToken;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What a provider's message does that hits many tokens, in front of the service that asks people to confirm. */
class BroadMessagesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final InMemoryLog log = new InMemoryLog();
    private final RecentTokens seen = new RecentTokens(CLOCK);
    private final List<AuditEntry> audit = new ArrayList<>();
    private final ReceivedCounts counts = new ReceivedCounts();
    private final SecurityEvents events = new SecurityEvents(
            new ProviderMessageValidator(
                    List.of(TestProviders.provider(
                            TestProviders.IDP,
                            Map.of(
                                    SubjectType.SESSION,
                                    "sid",
                                    SubjectType.USER,
                                    "sub",
                                    SubjectType.CLIENT,
                                    "app",
                                    SubjectType.TENANT,
                                    "tenant"),
                            EventRule.DEFAULTS)),
                    token -> {},
                    TestWrites.of(log, log, new TokenLifetime(Duration.ofDays(1), false), token -> {}, CLOCK)
                            .service(
                                    entry -> {
                                        audit.add(entry);
                                        return CompletableFuture.completedFuture(null);
                                    },
                                    RequestHistory.NONE,
                                    new RevocationService.Guards(
                                            Admission.UNLIMITED,
                                            new BroadTargets(BroadTargets.DEFAULT.claims(), 10),
                                            seen))::revoke,
                    target -> List.of(),
                    CLOCK),
            counts);

    private void seenTenTokensWith(String claim, String value) {
        for (int i = 0; i < 10; i++) {
            seen.report(List.of(new ObservedToken(
                    TestProviders.IDP, "t" + i, null, null, NOW.plusSeconds(60), Map.of(claim, value))));
        }
    }

    private void receive(String subject) throws Exception {
        events.receive(
                Tokens.of(
                        "{\"alg\":\"RS256\",\"kid\":\"k1\",\"typ\":\"secevent+jwt\"}",
                        ("{'iss':'https://idp.example','aud':'https://revocast.example','jti':'e1','iat':"
                                        + NOW.getEpochSecond() + ",'sub_id':" + subject + ",'events':"
                                        + "{'https://schemas.openid.net/secevent/caep/event-type/session-revoked':{}}}")
                                .replace('\'', '"')),
                List.of(),
                "r1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sub | {'format':'iss_sub','iss':'https://idp.example','sub':'busy'}",
                "sid | {'format':'complex','session':{'format':'opaque','id':'busy'}}"
            })
    void userOrSessionIsRevokedHoweverManyOfItsTokensWereSeen(String claim, String subject) throws Exception {
        seenTenTokensWith(claim, "busy");

        receive(subject);

        assertThat(log.find(new Target.Claim(TestProviders.IDP, claim, "busy"))).isPresent();
        assertThat(counts.count(Endpoint.SSF, Outcome.REVOKED)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"application,app", "tenant,tenant"})
    void applicationOrTenantOfManyTokensIsLeftToAPersonAndNotForgotten(String member, String claim) {
        seenTenTokensWith(claim, "acme");
        String subject = "{'format':'complex','" + member + "':{'format':'opaque','id':'acme'}}";

        RefusedException refusal = catchThrowableOfType(RefusedException.class, () -> receive(subject));

        assertThat(refusal.code()).isEqualTo(Code.ACCESS_DENIED);
        assertThat(refusal).hasMessage("a target this broad must be confirmed by a person, over the API");
        assertThat(log.events()).isEmpty();
        assertThat(counts.count(Endpoint.SSF, Outcome.REFUSED)).isEqualTo(1);
        assertThat(audit).singleElement().satisfies(entry -> {
            assertThat(entry.decision()).isEqualTo(AuditEntry.Decision.REFUSED);
            assertThat(entry.reason()).isEqualTo("confirmation_needed");
            assertThat(entry.actor()).isEqualTo("issuer:idp");
            assertThat(entry.subjects())
                    .extracting(AuditEntry.Subject::target)
                    .containsExactly(new Target.Claim(TestProviders.IDP, claim, "acme").key());
        });
    }
}
