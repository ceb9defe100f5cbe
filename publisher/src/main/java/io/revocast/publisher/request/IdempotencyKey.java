package io.revocast.publisher.request;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/**
 * What a caller names a request by, so that a repetition has the outcome of the first. Immutable.
 *
 * @param key chosen by the caller, another one for each request; two callers may choose the same
 * @param bodyHash the SHA-256 of the request's body, in base64url; null for a streamed list, whose lines count
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header">The Idempotency-Key
 *     HTTP header field</a>
 */
public record IdempotencyKey(UUID key, @Nullable String bodyHash) {}
