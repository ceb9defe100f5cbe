package io.revocast.spring.security;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** The request in the Reactor context. */
public final class CheckedRequestContext {
    private static final Object KEY = CheckedRequestContext.class;

    private CheckedRequestContext() {}

    /** Returns the request of a context; null when it is unknown. */
    public static @Nullable CheckedRequest request(ContextView context) {
        return context.<CheckedRequest>getOrEmpty(KEY).orElse(null);
    }

    /** Returns a context that has the request. */
    public static Context with(Context context, CheckedRequest request) {
        return context.put(KEY, request);
    }
}
