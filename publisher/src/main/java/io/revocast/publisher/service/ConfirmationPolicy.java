package io.revocast.publisher.service;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.idempotency.Author;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.validate.ValidatedRequest;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Decides which targets are broad, shows what a request would do, and requires that callers confirm it. Thread-safe. */
final class ConfirmationPolicy {
    private final RevocationWriter writer;
    private final LiveRevocations live;
    private final BroadTargets broad;
    private final RecentTokens seen;
    private final Confirmations confirmations;

    ConfirmationPolicy(
            RevocationWriter writer, LiveRevocations live, BroadTargets broad, RecentTokens seen, Clock clock) {
        this.writer = writer;
        this.live = live;
        this.broad = broad;
        this.seen = seen;
        this.confirmations = new Confirmations(clock);
    }

    /**
     * Requires the preview's token when a target is broad.
     *
     * @param validated the requests, in their order
     * @param token the preview's; null when there is none
     */
    void require(
            Requester requester, List<RevokeRequest> requests, List<ValidatedRequest> validated, @Nullable String token)
            throws ConfirmationNeededException, UnavailableException {
        boolean needed = false;
        for (ValidatedRequest each : validated) {
            needed |= isBroad(each);
        }
        if (needed && !confirmations.confirms(token, requester, requests)) {
            throw new ConfirmationNeededException(preview(requester, requests, validated));
        }
    }

    /** Refuses a broad target in a stream, for which there is no preview. */
    void requireNarrow(ValidatedRequest request) throws RejectedException {
        if (isBroad(request)) {
            throw new RejectedException(
                    Kind.NOT_CONFIRMABLE,
                    "target",
                    request.target().key(),
                    "must not be this broad in a stream, which has no preview; post it to /v1/revocations");
        }
    }

    private boolean isBroad(ValidatedRequest request) {
        if (!(request instanceof ValidatedRequest.Revoke revoke) || revoke.target() instanceof Target.Token) {
            return false;
        }
        Revocation revocation = revoke.revocation();
        Target target = revocation.target();
        return broad.isBroad(target, seen.mostHits(target))
                && broad.isBroad(target, hits(revocation).count());
    }

    private RecentTokens.Hits hits(Revocation revocation) {
        return seen.hits(revocation.target(), revocation.issuedBefore(), revocation.authenticatedBefore());
    }

    /** Returns what the requests would do now. */
    Preview preview(Requester requester, List<RevokeRequest> requests, List<ValidatedRequest> validated)
            throws UnavailableException {
        List<PlannedWrite> writes =
                writer.plan(validated, Author.of(requester.caller().name()));
        List<Preview.Item> items = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            Revocation revocation = writes.get(i).revocation();
            // Nothing is written for a request that has expired, so it refuses no token.
            RecentTokens.Hits hits = validated.get(i) instanceof ValidatedRequest.AlreadyExpired
                    ? RecentTokens.Hits.NONE
                    : hits(revocation);
            items.add(new Preview.Item(
                    writes.get(i).outlook(),
                    revocation,
                    isBroad(validated.get(i)),
                    new Preview.Matches(
                            liveOf(revocation.target()),
                            hits.count(),
                            hits.sample(),
                            seen.observed(revocation.target()))));
        }
        return new Preview(
                items, confirmations.of(requester, requests), live.unsettled().orElse(null));
    }

    private long liveOf(Target target) {
        if (target instanceof Target.Issuer issuer) {
            return live.live()
                    .filter(each -> each.revocation().target().issuer().equals(issuer.issuer()))
                    .count();
        }
        return live.find(target).isPresent() ? 1 : 0;
    }
}
