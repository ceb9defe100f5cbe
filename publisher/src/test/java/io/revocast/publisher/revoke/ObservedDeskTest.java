package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import io.revocast.publisher.access.Caller;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.RevocationRequest.ByTarget;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import io.revocast.publisher.revoke.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class ObservedDeskTest {
    private static final Requester REQUESTER = new Requester(new Caller("a", "a", Set.of(), Set.of()), "r");
    private static final RevocationRequest TOKEN = request(new Target.Token("https://i", "t"));
    private static final RevocationRequest ISSUER = request(new Target.Issuer("https://i"));

    private final List<String> told = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();

    private static RevocationRequest request(Target target) {
        return new ByTarget(target, null, null, new Explanation(null, null));
    }

    private Desk desk(@Nullable Exception failure) {
        DeskObserver observer = new DeskObserver() {
            @Override
            public void published(String kind, Ending ending, long nanos) {
                told.add(kind + " " + ending + " " + nanos);
            }

            @Override
            public void throttled() {
                told.add("throttled");
            }
        };
        return new ObservedDesk(new FailingDesk(failure), observer, () -> now.getAndAdd(5));
    }

    /** Does nothing, or fails as it is told. */
    private record FailingDesk(@Nullable Exception failure) implements Desk {
        private <T> T end(T result) throws RejectedException, LimitedException, UnavailableException {
            if (failure instanceof RejectedException rejected) {
                throw rejected;
            }
            if (failure instanceof LimitedException limited) {
                throw limited;
            }
            if (failure instanceof UnavailableException unavailable) {
                throw unavailable;
            }
            if (failure instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            return result;
        }

        @Override
        public List<RevocationResult> revoke(
                Requester requester, List<RevocationRequest> requests, @Nullable String confirmation)
                throws RejectedException, LimitedException, UnavailableException {
            return end(List.of());
        }

        @Override
        public Preview preview(Requester requester, List<RevocationRequest> requests)
                throws RejectedException, LimitedException, UnavailableException {
            return end(new Preview(List.of(), "", null));
        }

        @Override
        public Bulk bulk(Requester requester, Bulk.Results results) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void refused(Requester requester, List<Target> targets, RejectedException why) throws LimitedException {
            if (failure instanceof LimitedException limited) {
                throw limited;
            }
        }

        @Override
        public List<Reinstatement.Result> reinstate(Requester requester, List<Reinstatement.Request> requests)
                throws RejectedException, LimitedException, UnavailableException {
            return end(List.of());
        }
    }

    private List<String> toldOf(@Nullable Exception failure, List<RevocationRequest> requests) {
        told.clear();
        assertThat(catchThrowable(() -> desk(failure).revoke(REQUESTER, requests, null)))
                .isSameAs(failure);
        return List.copyOf(told);
    }

    @Test
    void endingsAreToldApart() {
        assertThat(toldOf(null, List.of(TOKEN))).containsExactly("token OK 5");
        assertThat(toldOf(null, List.of(TOKEN, TOKEN))).containsExactly("token OK 5");
        assertThat(toldOf(null, List.of(TOKEN, ISSUER))).containsExactly("mixed OK 5");
        assertThat(toldOf(new RejectedException(Kind.INVALID_FIELD, "f", null, "r"), List.of(ISSUER)))
                .containsExactly("issuer REJECTED 5");
        assertThat(toldOf(new LimitedException("slow down", Duration.ofSeconds(1)), List.of(TOKEN)))
                .containsExactly("throttled", "token REJECTED 5");
        assertThat(toldOf(new UnavailableException(Certainty.NOT_WRITTEN, "no"), List.of(TOKEN)))
                .containsExactly("token UNAVAILABLE 5");
        assertThat(toldOf(new UnavailableException(Certainty.UNKNOWN, "?"), List.of(TOKEN)))
                .containsExactly("token UNKNOWN 5");
        assertThat(toldOf(new IllegalStateException("bug"), List.of(TOKEN))).containsExactly("token UNKNOWN 5");
    }

    @Test
    void reinstatementIsPublishedToo() throws Exception {
        desk(null).reinstate(REQUESTER, List.of());

        assertThat(told).containsExactly("reinstatement OK 5");
    }

    @Test
    void refusalThatComesTooSoonIsThrottledAndOthersAreNothingPublished() throws Exception {
        RejectedException why = new RejectedException(Kind.FORBIDDEN, "token", null, "must be yours");
        LimitedException limited = new LimitedException("slow down", Duration.ofSeconds(1));

        desk(null).refused(REQUESTER, List.of(), why);
        assertThat(told).isEmpty();
        assertThat(catchThrowable(() -> desk(limited).refused(REQUESTER, List.of(), why)))
                .isSameAs(limited);
        assertThat(told).containsExactly("throttled");
    }
}
