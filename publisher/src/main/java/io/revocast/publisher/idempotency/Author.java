package io.revocast.publisher.idempotency;

import io.revocast.event.Target;
import io.revocast.event.internal.Sha256;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.request.IdempotencyKey;
import io.revocast.publisher.request.Requester;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Who has events appended, and in which request. Immutable.
 *
 * @param by the name of the credential
 * @param action what the request does
 * @param key the request's idempotency key; null when it has none
 * @param body a hash of what was asked: of the request's body, or of one line of a streamed list; null without a key
 * @param line the hash of the line of a streamed list; null for other requests, and without a key
 * @param traceParent the request's W3C Trace Context, as a valid header value; null when it has none
 */
public record Author(
        String by,
        Action action,
        @Nullable UUID key,
        @Nullable String body,
        @Nullable String line,
        @Nullable String traceParent) {

    /** Returns the author of the events of a request. */
    public static Author of(Requester requester, Action action) {
        IdempotencyKey key = requester.idempotency();
        String by = requester.caller().name();
        return key == null
                ? new Author(by, action, null, null, null, requester.traceParent())
                : new Author(by, action, key.key(), key.bodyHash(), null, requester.traceParent());
    }

    /** The author of a request without an idempotency key. */
    public static Author of(String by) {
        return new Author(by, Action.REVOKE, null, null, null, null);
    }

    /** Returns the author of one line of the list, which has the given hash. */
    public Author ofLine(@Nullable String hash) {
        return new Author(by, action, key, hash, hash, traceParent);
    }

    /**
     * Returns the id of the request that an event about the target carries; null without an idempotency key. The same key
     * of another credential, for another action, with another body or about another target gives another id.
     */
    public @Nullable UUID request(Target target) {
        return key == null ? null : derived(key, target);
    }

    /**
     * Returns a UUID of version 8 (RFC 9562 section 5.8). It is the beginning of a SHA-256 over the key, the action, the
     * record key, the hash and the name of the credential. No action, record key or hash has a NUL.
     */
    private UUID derived(UUID key, Target target) {
        String context = action.name() + '\0' + target.key() + '\0' + body + '\0' + by;
        ByteBuffer digest = ByteBuffer.wrap(new Sha256().add(key).add(context).bytes());
        return new UUID(
                (digest.getLong() & 0xffff_ffff_ffff_0fffL) | 0x8000L,
                (digest.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }
}
