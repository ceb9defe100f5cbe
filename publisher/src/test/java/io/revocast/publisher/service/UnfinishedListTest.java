package io.revocast.publisher.service;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.request.IdempotencyKey;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A list is repeated whose publisher was killed before an event reached the log. That event may still be committed. */
class UnfinishedListTest extends TwoPublishers {
    private final Requester importer = TestWrites.requester("import").with(new IdempotencyKey(key, null));
    private final Map<Long, RevocationResult> done = new TreeMap<>();
    private final Map<Long, RejectedException> refused = new TreeMap<>();

    private final RevocationStream.Results results = new RevocationStream.Results() {
        @Override
        public void done(long line, RevocationResult result) {
            done.put(line, result);
        }

        @Override
        public void refused(long line, RejectedException why) {
            refused.put(line, why);
        }
    };

    private void send(RevocationService service, Target target) throws Exception {
        done.clear();
        refused.clear();
        try (RevocationStream list = service.stream(importer, results)) {
            list.add(1, request(target));
            list.finish();
        }
    }

    private Certainty certainty(RevocationService service, Target target) {
        return catchThrowableOfType(UnavailableException.class, () -> send(service, target))
                .certainty();
    }

    private RevocationResult done(long line) {
        return Objects.requireNonNull(done.get(line), () -> "line " + line);
    }

    private void killedWhileItSends(Target target) {
        RevocationService dying = dying();
        assertThatThrownBy(() -> send(dying, target)).isInstanceOf(UnavailableException.class);
    }

    private void reinstatedByAnother() throws Exception {
        one.reinstate(TestWrites.requester("third"), List.of(new Reinstatement.ByTarget(USER, WHY)));
    }

    /** Seen: "taken back, and the log has no event of the request", and then the event arrived. */
    @Test
    void lineIsNotAnsweredAsTakenBackWhileItsFirstEventMayStillBeCommitted() throws Exception {
        revokedByAnother(USER);
        killedWhileItSends(USER);
        reinstatedByAnother();
        now = now.plusSeconds(30);

        assertThat(certainty(two, USER)).isEqualTo(Certainty.IN_PROGRESS);

        now = now.plusSeconds(80);
        send(two, USER);

        assertThat(Objects.requireNonNull(refused.get(1L)).kind()).isEqualTo(RejectedException.Kind.CHANGED);
        assertThat(done).isEmpty();
        assertThat(log.find(USER)).isEmpty();
    }

    /** The first event would revoke the target once more after a reinstatement that follows the second. */
    @Test
    void lineIsNotAppendedOnceMoreWhileItsFirstEventMayStillBeCommitted() throws Exception {
        killedWhileItSends(USER);
        Instant cutOff = now;
        now = now.plusSeconds(30);

        assertThat(certainty(two, USER)).isEqualTo(Certainty.IN_PROGRESS);
        assertThat(log.events()).isEmpty();

        now = now.plusSeconds(80);
        send(two, USER);

        assertThat(done(1L).outcome()).isEqualTo(RevocationOutcome.CREATED);
        assertThat(done(1L).validity().issuedBefore()).isEqualTo(cutOff);
    }

    @Test
    void lineWhoseEventArrivedIsDoneAtOnce() throws Exception {
        audit.lose(Decision.CONFIRMED);
        send(one, USER);
        RevocationResult first = done(1L);

        send(two, USER);

        assertThat(done.get(1L)).isEqualTo(first);
    }

    /** Seen: 409 changed for the second of two equal lines, while the event of the first was under way. */
    @Test
    void lineThatTheListHasTwiceHasTheEventOfTheFirst() throws Exception {
        revokedByAnother(USER);
        now = now.plusSeconds(10);
        killedWhileItSends(USER);
        now = now.plusSeconds(110);

        try (RevocationStream list = two.stream(importer, results)) {
            list.add(1, request(USER));
            reinstatedByAnother();
            list.add(2, request(USER));
            list.finish();
        }

        assertThat(refused).isEmpty();
        assertThat(done(1L).commitment()).isNotNull();
        assertThat(done(2L).outcome()).isEqualTo(RevocationOutcome.UNCHANGED);
        assertThat(done(2L).commitment()).isEqualTo(done(1L).commitment());
    }

    @Test
    void lineThatTheListHasTwiceIsNotTakenForOneOfAnEarlierList() throws Exception {
        try (RevocationStream list = two.stream(importer, results)) {
            for (int i = 1; i <= 500; i++) {
                list.add(i, request(new Target.Token("https://issuer", "t" + i)));
            }
            log.requestsReadWithNextAppend();
            list.add(501, request(new Target.Token("https://issuer", "t1")));
            list.finish();
        }

        assertThat(refused).isEmpty();
        assertThat(done).hasSize(501);
        assertThat(done(501L).outcome()).isEqualTo(RevocationOutcome.UNCHANGED);
    }
}
