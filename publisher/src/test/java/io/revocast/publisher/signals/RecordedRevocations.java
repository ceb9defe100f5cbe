package io.revocast.publisher.signals;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.UnavailableException;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Remembers what it was asked for, and does it, unless told otherwise. Used by one thread at a time. */
public final class RecordedRevocations implements ProviderMessageValidator.Revocations {
    private final List<Requester> requesters = new ArrayList<>();
    private final List<ByTarget> requests = new ArrayList<>();
    private @Nullable Exception failure;
    private boolean expired;

    @Override
    public synchronized List<RevocationResult> revoke(
            Requester requester, List<RevokeRequest> asked, @Nullable String confirmation)
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
        for (RevokeRequest each : asked) {
            ByTarget request = (ByTarget) each;
            requests.add(request);
            if (expired) {
                results.add(new RevocationResult(
                        RevocationOutcome.EXPIRED,
                        request.target(),
                        new RevocationResult.Validity(Instant.EPOCH, request.issuedBefore()),
                        null));
                continue;
            }
            results.add(new RevocationResult(
                    RevocationOutcome.CREATED,
                    request.target(),
                    new RevocationResult.Validity(Instant.MAX, request.issuedBefore()),
                    new RevocationResult.Commitment(new UUID(0, 1), new Receipt("topic", 0, requests.size()))));
        }
        return results;
    }

    /** Every request from now on ends like this; null heals, and forgets what was asked for. */
    public synchronized void failWith(@Nullable Exception broken) {
        failure = broken;
        requests.clear();
        requesters.clear();
    }

    /** Every request from now on finds that its tokens have expired. */
    synchronized void expire() {
        expired = true;
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
