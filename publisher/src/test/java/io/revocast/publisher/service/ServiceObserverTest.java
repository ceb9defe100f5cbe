package io.revocast.publisher.service;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.token.RecentTokens;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServiceObserverTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final Requester REQUESTER = TestWrites.requester("a");
    private static final RevokeRequest TOKEN = request(new Target.Token("https://i", "t"), null);
    private static final RevokeRequest OTHER_TOKEN = request(new Target.Token("https://i", "u"), null);
    private static final RevokeRequest SUBJECT = request(new Target.Claim("https://i", "sub", "s"), null);
    private static final RevokeRequest INVALID =
            request(new Target.Issuer("https://i"), Instant.parse("2099-01-01T00:00:00Z"));

    private final InMemoryLog log = new InMemoryLog();
    private final List<String> observed = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private Admission admission = Admission.UNLIMITED;
    private @Nullable RuntimeException bug;

    private final RevocationService service = TestWrites.of(this::append, log, CLOCK)
            .service(
                    AuditLog.NONE,
                    RequestHistory.NONE,
                    new RevocationService.Guards(
                            (caller, requests) -> admission.refuse(caller, requests),
                            BroadTargets.DEFAULT,
                            new RecentTokens(CLOCK)),
                    new ServiceObserver() {
                        @Override
                        public long nanoTime() {
                            return now.getAndAdd(5);
                        }

                        @Override
                        public void published(String kind, Ending ending, long nanos) {
                            observed.add(kind + " " + ending + " " + nanos);
                        }

                        @Override
                        public void throttled() {
                            observed.add("throttled");
                        }
                    });

    private static RevokeRequest request(Target target, @Nullable Instant issuedBefore) {
        return new ByTarget(target, issuedBefore, null, Explanation.NONE);
    }

    private CompletableFuture<Receipt> append(RevocationEvent event) {
        if (bug != null) {
            throw bug;
        }
        return log.append(event);
    }

    private List<String> observedOf(RevokeRequest... requests) {
        observed.clear();
        try {
            service.revoke(REQUESTER, List.of(requests), null);
        } catch (RejectedException
                | ConfirmationNeededException
                | LimitedException
                | UnavailableException
                | IllegalStateException e) {
            observed.add(e.getClass().getSimpleName());
        }
        return List.copyOf(observed);
    }

    private List<String> observedWhenTheLogFails(Certainty certainty) {
        log.failWith(new UnavailableException(certainty, "no broker"), 0);
        return observedOf(TOKEN);
    }

    @Test
    void successIsObservedWithTheKindOfTheTargets() {
        assertThat(observedOf(TOKEN)).containsExactly("token OK 5");
        assertThat(observedOf(TOKEN, OTHER_TOKEN)).containsExactly("token OK 5");
        assertThat(observedOf(TOKEN, SUBJECT)).containsExactly("mixed OK 5");
    }

    @Test
    void failuresAreObservedByWhatTheCallerMayConclude() {
        assertThat(observedOf(INVALID)).containsExactly("issuer REJECTED 5", "RejectedException");
        assertThat(observedWhenTheLogFails(Certainty.NOT_WRITTEN))
                .containsExactly("token UNAVAILABLE 5", "UnavailableException");
        assertThat(observedWhenTheLogFails(Certainty.UNKNOWN))
                .containsExactly("token UNKNOWN 5", "UnavailableException");
        log.failWith(null, 0);
        admission = (caller, requests) -> Optional.of(Duration.ofSeconds(1));
        assertThat(observedOf(TOKEN)).containsExactly("throttled", "token REJECTED 5", "LimitedException");
    }

    @Test
    void unexpectedExceptionIsObservedAsUnknown() {
        bug = new IllegalStateException("bug");

        assertThat(observedOf(TOKEN)).containsExactly("token UNKNOWN 5", "IllegalStateException");
    }

    @Test
    void reinstatementsAreObservedToo() throws Exception {
        service.reinstate(
                REQUESTER, List.of(new Reinstatement.ByTarget(new Target.Token("https://i", "t"), Explanation.NONE)));

        assertThat(observed).containsExactly("reinstatement OK 5");
    }

    @Test
    void refusalOfAnEndpointIsObservedOnlyWhenItComesTooSoon() throws Exception {
        service.recordRefusal(REQUESTER, Action.REVOKE, List.of(), "forbidden", "must be yours");
        assertThat(observed).isEmpty();
        admission = (caller, requests) -> Optional.of(Duration.ofSeconds(1));
        assertThatThrownBy(
                        () -> service.recordRefusal(REQUESTER, Action.REVOKE, List.of(), "forbidden", "must be yours"))
                .isInstanceOf(LimitedException.class);
        assertThat(observed).containsExactly("throttled");
    }
}
