package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import io.revocast.publisher.revoke.DeskObserver.Ending;
import io.revocast.publisher.revoke.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A desk that somebody watches. Thread-safe. */
public final class ObservedDesk implements Desk {
    private final Desk desk;
    private final DeskObserver observer;
    private final LongSupplier ticker;

    /**
     * @param ticker nanoseconds of some clock that never goes back
     */
    public ObservedDesk(Desk desk, DeskObserver observer, LongSupplier ticker) {
        this.desk = desk;
        this.observer = observer;
        this.ticker = ticker;
    }

    /** What a request does, and how else it can end. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws RejectedException, ConfirmationNeededException, LimitedException, UnavailableException;
    }

    private <T> T observe(String kind, Work<T> work)
            throws RejectedException, ConfirmationNeededException, LimitedException, UnavailableException {
        long start = ticker.getAsLong();
        Ending ending = Ending.UNKNOWN;
        try {
            T result = work.run();
            ending = Ending.OK;
            return result;
        } catch (RejectedException | ConfirmationNeededException e) {
            ending = Ending.REJECTED;
            throw e;
        } catch (LimitedException e) {
            ending = Ending.REJECTED;
            observer.throttled();
            throw e;
        } catch (UnavailableException e) {
            ending = e.certainty() == Certainty.UNKNOWN ? Ending.UNKNOWN : Ending.UNAVAILABLE;
            throw e;
        } finally {
            observer.published(kind, ending, ticker.getAsLong() - start);
        }
    }

    private <T> T observeUnconfirmed(String kind, Work<T> work)
            throws RejectedException, LimitedException, UnavailableException {
        try {
            return observe(kind, work);
        } catch (ConfirmationNeededException e) {
            throw new IllegalStateException("only a revocation asks to be confirmed", e);
        }
    }

    @Override
    public List<RevocationResult> revoke(
            Requester requester, List<RevocationRequest> requests, @Nullable String confirmation)
            throws RejectedException, ConfirmationNeededException, LimitedException, UnavailableException {
        return observe(
                kind(requests.stream().map(request -> request.kind().wireName())),
                () -> desk.revoke(requester, requests, confirmation));
    }

    @Override
    public Preview preview(Requester requester, List<RevocationRequest> requests)
            throws RejectedException, LimitedException, UnavailableException {
        try {
            return desk.preview(requester, requests);
        } catch (LimitedException e) {
            observer.throttled();
            throw e;
        }
    }

    @Override
    public Bulk bulk(Requester requester, Bulk.Results results)
            throws RejectedException, LimitedException, UnavailableException {
        return observeUnconfirmed("bulk", () -> desk.bulk(requester, results));
    }

    @Override
    public void refused(Requester requester, List<Target> targets, RejectedException why) throws LimitedException {
        try {
            desk.refused(requester, targets, why);
        } catch (LimitedException e) {
            observer.throttled();
            throw e;
        }
    }

    @Override
    public List<Reinstatement.Result> reinstate(Requester requester, List<Reinstatement.Request> requests)
            throws RejectedException, LimitedException, UnavailableException {
        return observeUnconfirmed("reinstatement", () -> desk.reinstate(requester, requests));
    }

    private static String kind(Stream<String> kinds) {
        Set<String> different = kinds.collect(Collectors.toSet());
        return different.size() == 1 ? different.iterator().next() : "mixed";
    }
}
