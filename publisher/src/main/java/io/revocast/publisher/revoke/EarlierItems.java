package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry.Subject;
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

    EarlierItems(Author author, RequestHistory history, EarlierOutcome outcomes) {
        this.author = author;
        this.history = history;
        this.outcomes = outcomes;
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

    /** Finds what an earlier list with the key did for the line that has the hash; another line is another request. */
    Optional<Subject> find(Target target, @Nullable String hash) throws UnavailableException {
        return author.key() == null || hash == null
                ? Optional.empty()
                : history.findItem(author.by(), author.key(), target, hash);
    }

    /** Returns what an earlier item did; empty when its event has to be appended. */
    Optional<RevocationResult> outcome(Subject earlier) throws UnavailableException {
        return outcomes.revocation(earlier);
    }
}
