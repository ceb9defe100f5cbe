package io.revocast.publisher.http;

import io.javalin.http.Context;
import io.revocast.publisher.append.UuidV7;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.regex.Pattern;

/** What a request is called in its answer, its problem document, the log and the audit. */
public final class RequestId {
    static final String HEADER = "X-Request-Id";
    /** Its key in the MDC. */
    static final String MDC = "requestId";

    /** The request attribute that holds it. */
    static final String ATTRIBUTE = "io.revocast.request-id";

    private static final Pattern GIVEN = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final UuidV7 IDS = new UuidV7(Clock.systemUTC());

    private RequestId() {}

    /** The caller's own when it is well-formed, else a new one. */
    static String choose(@Nullable String given) {
        return given != null && GIVEN.matcher(given).matches()
                ? given
                : IDS.next().toString();
    }

    /** The id of the request that is being served. */
    public static String of(Context ctx) {
        String id = ctx.attribute(ATTRIBUTE);
        if (id == null) {
            throw new IllegalStateException("a request has its id before a route sees it");
        }
        return id;
    }
}
