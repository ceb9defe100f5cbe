package io.revocast.publisher.idempotency;

import io.revocast.event.Target;
import io.revocast.event.internal.Sha256;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.ByToken;
import io.revocast.publisher.request.UnavailableException;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** What is known of the items of an earlier list with the same idempotency key. Thread-safe. */
public final class EarlierItems {
    private static final int HASH_BYTES = 12;

    private final Author author;
    private final RequestHistory history;
    private final EarlierOutcome outcomes;

    public EarlierItems(Author author, RequestHistory history, EarlierOutcome outcomes) {
        this.author = author;
        this.history = history;
        this.outcomes = outcomes;
    }

    /** Returns a hash of an item, which is equal for a repetition only; null without an idempotency key. */
    public @Nullable String hash(RevokeRequest request) {
        if (author.key() == null) {
            return null;
        }
        Sha256 sha256 = new Sha256();
        if (request instanceof ByToken token) {
            sha256.addPart(token.token());
        } else if (request instanceof ByTarget named) {
            named.addTo(sha256);
        }
        sha256.addPart(String.valueOf(request.explanation().reason()));
        sha256.addPart(String.valueOf(request.explanation().note()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sha256.bytes(), HASH_BYTES));
    }

    /**
     * Finds what an earlier list with the key did for the line that has the hash; another line is another request. The line
     * is the only subject of the entry.
     */
    public Optional<AuditEntry> find(Target target, @Nullable String hash) throws UnavailableException {
        if (author.key() == null || hash == null) {
            return Optional.empty();
        }
        try {
            return history.findItem(author.by(), author.key(), target, hash);
        } catch (UnavailableException e) {
            throw e.ofRepetition();
        }
    }

    /**
     * Returns what an earlier item did; empty when its event has to be appended.
     *
     * @throws RejectedException when another caller took the revocation back, and the log has no event of the item
     */
    public Optional<RevocationResult> outcome(AuditEntry earlier) throws RejectedException, UnavailableException {
        try {
            return outcomes.revocation(earlier.subjects().get(0));
        } catch (UnavailableException e) {
            throw e.ofRepetition();
        }
    }

    /** Requires that the event of an earlier item that the log does not have can no longer be committed. */
    public void requireOver(AuditEntry earlier) throws UnavailableException {
        try {
            outcomes.requireOver(earlier, earlier.subjects().get(0));
        } catch (UnavailableException e) {
            throw e.ofRepetition();
        }
    }
}
