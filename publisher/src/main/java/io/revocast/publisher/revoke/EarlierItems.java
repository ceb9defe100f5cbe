package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry.Subject;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.RevocationRequest.ByTarget;
import io.revocast.publisher.revoke.RevocationRequest.ByToken;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** What is known of the items of an earlier list with the same idempotency key. Thread-safe. */
final class EarlierItems {
    private static final int HASH_BYTES = 12;

    private final Author author;
    private final RequestHistory history;
    private final EarlierOutcome outcomes;

    EarlierItems(Author author, RequestHistory history, LiveRevocations live) {
        this.author = author;
        this.history = history;
        this.outcomes = new EarlierOutcome(live);
    }

    /** Returns a hash of an item, by which a repetition is told from another item; null without an idempotency key. */
    @Nullable
    String hash(RevocationRequest request) {
        if (author.key() == null) {
            return null;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            if (request instanceof ByToken token) {
                add(digest, token.token());
            } else if (request instanceof ByTarget named) {
                add(digest, named.target().key());
                add(digest, String.valueOf(named.issuedBefore()));
                add(digest, String.valueOf(named.authenticatedBefore()));
                add(digest, String.valueOf(named.expiresAt()));
            }
            add(digest, String.valueOf(request.explanation().reason()));
            add(digest, String.valueOf(request.explanation().note()));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0xff);
    }

    /**
     * Finds an item of the earlier list.
     *
     * @param hash of the item
     * @throws RejectedException when the earlier list had another item about the target
     */
    Optional<Subject> find(Target target, @Nullable String hash) throws RejectedException, UnavailableException {
        if (author.key() == null) {
            return Optional.empty();
        }
        Optional<Subject> found = history.findItem(author.by(), author.key(), target);
        if (found.isPresent() && !String.valueOf(hash).equals(found.get().more().bodyHash())) {
            throw new RejectedException(
                    Kind.IDEMPOTENCY_KEY_REUSED,
                    "Idempotency-Key",
                    author.key().toString(),
                    "must be another one for another list: with it, another line named this target within 24 hours");
        }
        return found;
    }

    /** Returns what an earlier item did; empty when its event is not in the log. */
    Optional<RevocationResult> outcome(Subject earlier) throws UnavailableException {
        return outcomes.revocation(earlier);
    }
}
