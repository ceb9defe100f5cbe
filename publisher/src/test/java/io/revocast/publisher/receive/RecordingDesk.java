package io.revocast.publisher.receive;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.Bulk;
import io.revocast.publisher.revoke.Desk;
import io.revocast.publisher.revoke.LimitedException;
import io.revocast.publisher.revoke.Outcome;
import io.revocast.publisher.revoke.Preview;
import io.revocast.publisher.revoke.Reinstatement;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.Requester;
import io.revocast.publisher.revoke.RevocationRequest;
import io.revocast.publisher.revoke.RevocationRequest.ByTarget;
import io.revocast.publisher.revoke.RevocationResult;
import io.revocast.publisher.revoke.UnavailableException;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Remembers what it was asked for, and does it, unless told otherwise. Used by one thread at a time. */
public final class RecordingDesk implements Desk {
    private final List<Requester> requesters = new ArrayList<>();
    private final List<ByTarget> requests = new ArrayList<>();
    private @Nullable Exception failure;

    @Override
    public synchronized List<RevocationResult> revoke(
            Requester requester, List<RevocationRequest> asked, @Nullable String confirmation)
            throws RejectedException, LimitedException, UnavailableException {
        if (failure instanceof RejectedException rejected) {
            throw rejected;
        } else if (failure instanceof LimitedException limited) {
            throw limited;
        } else if (failure instanceof UnavailableException unavailable) {
            throw unavailable;
        }
        requesters.add(requester);
        List<RevocationResult> results = new ArrayList<>();
        for (RevocationRequest each : asked) {
            ByTarget request = (ByTarget) each;
            requests.add(request);
            results.add(new RevocationResult(
                    Outcome.CREATED,
                    request.target(),
                    new RevocationResult.Validity(Instant.MAX, request.issuedBefore()),
                    new RevocationResult.Commitment(new UUID(0, 1), new Receipt("topic", 0, requests.size()))));
        }
        return results;
    }

    @Override
    public Preview preview(Requester requester, List<RevocationRequest> asked) {
        throw new UnsupportedOperationException("no provider looks before it leaps");
    }

    @Override
    public Bulk bulk(Requester requester, Bulk.Results results) {
        throw new UnsupportedOperationException("no provider sends lists");
    }

    @Override
    public void refused(Requester requester, List<Target> targets, RejectedException why) {
        throw new UnsupportedOperationException("what providers may not is for the desk to find out");
    }

    @Override
    public List<Reinstatement.Result> reinstate(Requester requester, List<Reinstatement.Request> asked) {
        throw new UnsupportedOperationException("no provider takes anything back");
    }

    /** Every request from now on ends like this; null heals, and forgets what was asked for. */
    public synchronized void failWith(@Nullable Exception broken) {
        failure = broken;
        requests.clear();
        requesters.clear();
    }

    public synchronized List<Requester> requesters() {
        return List.copyOf(requesters);
    }

    public synchronized List<ByTarget> requests() {
        return List.copyOf(requests);
    }

    /** Targets and cut-offs in words, in the order of the words. */
    public synchronized Map<String, String> revoked() {
        Map<String, String> revoked = new TreeMap<>();
        requests.forEach(each -> revoked.put(words(each.target()), String.valueOf(each.issuedBefore())));
        return revoked;
    }

    private static String words(Target target) {
        if (target instanceof Target.Claim claim) {
            return claim.issuer() + " " + claim.name() + "=" + claim.value();
        }
        return target.issuer() + " " + target.kind().wireName()
                + (target instanceof Target.Token token ? " " + token.id() : "");
    }
}
