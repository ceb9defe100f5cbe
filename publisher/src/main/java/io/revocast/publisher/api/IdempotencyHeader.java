package io.revocast.publisher.api;

import io.javalin.http.Context;
import io.revocast.publisher.audit.AuditCodec;
import io.revocast.publisher.request.IdempotencyKey;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Idempotency-Key} of a request: a UUID, bare or as a string of a structured field (RFC 9651).
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header">The Idempotency-Key
 *     HTTP header field</a>
 */
final class IdempotencyHeader {
    static final String NAME = "Idempotency-Key";

    private static final String UUID_PATTERN = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";
    private static final Pattern KEY = Pattern.compile("\"(" + UUID_PATTERN + ")\"|(" + UUID_PATTERN + ")");

    private IdempotencyHeader() {}

    /** Returns the key of a request with a body; null when it has none. */
    static @Nullable IdempotencyKey read(Context ctx, byte[] body) throws RejectedException {
        UUID key = key(ctx);
        return key == null ? null : new IdempotencyKey(key, AuditCodec.hash(body));
    }

    /** Returns the key of a streamed list; null when it has none. */
    static @Nullable IdempotencyKey readForList(Context ctx) throws RejectedException {
        UUID key = key(ctx);
        return key == null ? null : new IdempotencyKey(key, null);
    }

    private static @Nullable UUID key(Context ctx) throws RejectedException {
        List<String> given = Collections.list(ctx.req().getHeaders(NAME));
        if (given.isEmpty()) {
            return null;
        }
        Matcher matcher = KEY.matcher(given.get(0).strip());
        if (given.size() > 1 || !matcher.matches()) {
            throw new RejectedException(Kind.INVALID_FIELD, NAME, null, "must be one UUID, bare or in double quotes");
        }
        return UUID.fromString(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
}
