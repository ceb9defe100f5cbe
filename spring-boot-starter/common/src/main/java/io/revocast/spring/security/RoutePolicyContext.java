package io.revocast.spring.security;

import io.revocast.consumer.FailurePolicy;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** The failure policy of the route in the Reactor context of a request. */
final class RoutePolicyContext {
    private static final Object KEY = RoutePolicyContext.class;

    private RoutePolicyContext() {}

    static @Nullable FailurePolicy policy(ContextView context) {
        return context.<FailurePolicy>getOrEmpty(KEY).orElse(null);
    }

    static Context with(Context context, FailurePolicy policy) {
        return context.put(KEY, policy);
    }
}
