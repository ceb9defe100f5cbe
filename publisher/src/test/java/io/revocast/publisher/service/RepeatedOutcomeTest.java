package io.revocast.publisher.service;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.request.IdempotencyKey;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.UnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A publisher is killed after its events are committed and before it confirms them in the audit. The repeated request has
 * the outcome of the first attempt, whatever other publishers did at the same time and since.
 */
class RepeatedOutcomeTest extends TwoPublishers {
    /** How a caller revokes. */
    enum Way {
        ONE,
        LIST
    }

    /** What is in the log of the target, in the order of the cut-offs. */
    enum Other {
        NOTHING,
        NARROWER,
        WIDER,
        TAKEN_BACK
    }

    private static Stream<Arguments> histories() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of(Other.values())
                        .flatMap(before -> Stream.of(Other.values())
                                .flatMap(meanwhile -> Stream.of(Other.values())
                                        .flatMap(since -> Stream.of(true, false)
                                                .map(granted ->
                                                        Arguments.of(way, before, meanwhile, since, granted))))));
    }

    private void other(Other what) {
        switch (what) {
            case NOTHING -> {}
            case NARROWER -> revokedElsewhere(Duration.ofMinutes(2));
            case WIDER -> revokedElsewhere(Duration.ZERO);
            case TAKEN_BACK -> {
                try {
                    // The audit names it, so it is no event of this request.
                    service(log)
                            .reinstate(TestWrites.requester("other"), List.of(new Reinstatement.ByTarget(USER, WHY)));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private void revokedElsewhere(Duration ago) {
        Revocation revocation = new Revocation(USER, now.plusSeconds(86_520), now.minus(ago));
        UUID id = log.find(USER)
                .map(known -> Objects.requireNonNull(known.origin()).id())
                .orElseGet(UUID::randomUUID);
        assertThat(log.append(new RevocationEvent.Revoked(revocation, new Origin(id, now, null, null, null))))
                .isCompleted();
    }

    private RevocationResult revoke(Way way) throws Exception {
        return revoke(way, new ByTarget(USER, now.minusSeconds(60), null, WHY));
    }

    private RevocationResult revoke(Way way, ByTarget request) throws Exception {
        if (way == Way.ONE) {
            return service(log)
                    .revoke(with(key, "body"), List.of(request), null)
                    .get(0);
        }
        List<RevocationResult> results = new ArrayList<>();
        Requester requester = TestWrites.requester("support").with(new IdempotencyKey(key, null));
        try (RevocationStream list = service(log).stream(requester, new Collected(results))) {
            list.add(1, request);
            list.finish();
        }
        return results.get(0);
    }

    private record Collected(List<RevocationResult> results) implements RevocationStream.Results {
        @Override
        public void done(long line, RevocationResult result) {
            results.add(result);
        }

        @Override
        public void refused(long line, RejectedException why) {
            throw new AssertionError(why);
        }
    }

    @ParameterizedTest(name = "{0}, {1} before, {2} meanwhile, {3} since, granted entry kept: {4}")
    @MethodSource("histories")
    void isThatOfTheAttemptWhosePublisherWasKilled(Way way, Other before, Other meanwhile, Other since, boolean granted)
            throws Exception {
        other(before);
        log.beforeNextAppend(() -> {
            audit.lose();
            other(meanwhile);
            audit.lose(granted ? new Decision[] {Decision.CONFIRMED} : Decision.values());
        });
        RevocationOutcome first = revoke(way).outcome();
        audit.lose();
        other(since);

        assertThat(revoke(way).outcome()).isEqualTo(first);
    }

    private static Stream<Arguments> restarts() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of(true, false).map(granted -> Arguments.of(way, granted)));
    }

    /** Seen: the answer had the id and the cut-off of what another caller revoked later. */
    @ParameterizedTest(name = "{0}, granted entry kept: {1}")
    @MethodSource("restarts")
    void hasNothingOfWhatAnotherCallerRevokedSince(Way way, boolean granted) throws Exception {
        Decision[] lost = granted ? new Decision[] {Decision.CONFIRMED} : Decision.values();
        ByTarget request = request(USER);
        audit.lose(lost);
        RevocationResult first = revoke(way, request);
        audit.lose();
        now = now.plusSeconds(30);
        other(Other.TAKEN_BACK);
        audit.lose(lost);

        assertThat(revoke(way, request)).as("taken back").isEqualTo(first);

        revokedElsewhere(Duration.ZERO);

        assertThat(revoke(way, request)).as("revoked again by another").isEqualTo(first);
    }

    /** Seen: 503 for as long as the key is known. */
    @Test
    void requestWhoseEventIsLostAndWhoseRevocationWasTakenBackHasAnAnswer() throws Exception {
        revokedByAnother(USER);
        RevocationService dying = dying();
        assertThatThrownBy(() -> revoke(dying, USER)).isInstanceOf(UnavailableException.class);
        one.reinstate(TestWrites.requester("third"), List.of(new Reinstatement.ByTarget(USER, WHY)));

        UnavailableException early = catchThrowableOfType(UnavailableException.class, () -> revoke(two, USER));
        assertThat(early.certainty())
                .as("its event may still be committed")
                .isEqualTo(UnavailableException.Certainty.IN_PROGRESS);
        now = now.plusSeconds(110);

        RejectedException refused = catchThrowableOfType(RejectedException.class, () -> revoke(two, USER));

        assertThat(refused.kind()).isEqualTo(RejectedException.Kind.CHANGED);
        assertThat(refused).hasMessageContaining("taken back").hasMessageContaining("use another key");
        assertThat(log.find(USER)).isEmpty();
    }

    /** Each of two publishers is certain of a time that differs by 30 s from the brokers'. */
    @Test
    void requestIsNotTakenForOverBecauseTwoClocksDiffer() throws Exception {
        RevocationService dying = dying();
        Instant brokers = now;
        now = brokers.minusSeconds(30);
        assertThatThrownBy(() -> revoke(dying, USER)).isInstanceOf(UnavailableException.class);

        now = brokers.plusSeconds(44 + 30);

        assertThat(catchThrowableOfType(UnavailableException.class, () -> revoke(two, USER))
                        .certainty())
                .isEqualTo(UnavailableException.Certainty.IN_PROGRESS);
        now = brokers.plusSeconds(46 + 30);
        assertThat(revoke(two, USER).outcome()).isEqualTo(RevocationOutcome.CREATED);
    }

    @Test
    void otherEntriesOfSuchARequestAreAppended() throws Exception {
        revokedByAnother(USER);
        RevocationService dying = dying();
        List<RevokeRequest> both = List.of(request(USER), request(TOKEN));
        assertThatThrownBy(() -> dying.revoke(with(key, "body"), both, null)).isInstanceOf(UnavailableException.class);
        one.reinstate(TestWrites.requester("third"), List.of(new Reinstatement.ByTarget(USER, WHY)));
        now = now.plusSeconds(110);

        for (RevocationService each : List.of(one, two)) {
            RejectedException refused =
                    catchThrowableOfType(RejectedException.class, () -> each.revoke(with(key, "body"), both, null));
            assertThat(refused.index()).isZero();
            assertThat(log.find(TOKEN)).isPresent();
        }
        assertThat(log.find(USER)).isEmpty();
        assertThat(log.events().stream().filter(event -> event.target().equals(TOKEN)))
                .hasSize(1);
    }

    /** A publisher was asked to take the revocation back, and its event never reached the log. */
    @Test
    void requestIsAppendedWhileItsRevocationIsLive() throws Exception {
        revokedByAnother(USER);
        RevocationService dying = dying();
        now = now.plusSeconds(10);
        assertThatThrownBy(() -> revoke(dying, USER)).isInstanceOf(UnavailableException.class);
        RevocationService other = dying();
        assertThatThrownBy(() ->
                        other.reinstate(TestWrites.requester("third"), List.of(new Reinstatement.ByTarget(USER, WHY))))
                .isInstanceOf(UnavailableException.class);
        Instant cutOff = now;
        now = now.plusSeconds(110);

        assertThat(revoke(two, USER).validity().issuedBefore()).isEqualTo(cutOff);
        assertThat(log.find(USER).orElseThrow().revocation().issuedBefore()).isEqualTo(cutOff);
    }

    /** Seen: each line of a list that another publisher had revoked cost a round trip of its own. */
    @Test
    void lineOfAListWaitsForNoOtherToKeepTheIdsThatCameFirst() throws Exception {
        Requester requester = TestWrites.requester("import").with(new IdempotencyKey(key, null));
        List<ByTarget> lines = IntStream.range(0, 100)
                .mapToObj(i -> request(new Target.Token("https://issuer", "t" + i)))
                .toList();
        log.beforeNextAppend(() -> lines.forEach(line -> assertThat(log.append(new RevocationEvent.Revoked(
                        new Revocation(line.target(), now.plusSeconds(86_520), null),
                        new Origin(UUID.randomUUID(), now, null, null, null))))
                .isCompleted()));
        List<RevocationResult> results = new ArrayList<>();

        try (RevocationStream list = service(log).stream(requester, new Collected(results))) {
            for (int i = 0; i < lines.size(); i++) {
                list.add(i + 1L, lines.get(i));
            }
            list.finish();
        }

        assertThat(results).hasSize(100).allMatch(result -> result.outcome() == RevocationOutcome.UNCHANGED);
        assertThat(log.origins().subList(200, 300))
                .as("each under the id that came first")
                .extracting(Origin::id)
                .containsExactlyElementsOf(
                        log.origins().subList(0, 100).stream().map(Origin::id).toList());
        assertThat(log.awaited()).as("one for the list, one for the ids").hasSize(2);
    }
}
