package io.revocast.adapter.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.revocast.adapter.Refusal;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.BiFunction;

/**
 * A gRPC interceptor that refuses calls with a revoked token when they start. It must run after the interceptor that
 * authenticates.
 *
 * <p>A revoked token is answered with {@code UNAUTHENTICATED}, and so is one that no list can check. Any other unknown
 * verdict is answered with {@code UNAVAILABLE} and the trailer {@code grpc-retry-pushback-ms}, so that the retry policy of
 * a client applies. Thread-safe when the function is.
 */
public final class RevocationServerInterceptor implements ServerInterceptor {
    private static final Metadata.Key<String> RETRY_PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
    private static final String PUSHBACK_MILLIS = "5000";

    private final RevocationCheck revocations;
    private final BiFunction<ServerCall<?, ?>, Metadata, @Nullable VerifiedToken> tokenOf;

    /**
     * An interceptor. The caller still closes the list.
     *
     * @param tokenOf returns the token that the authentication verified for a call, for example from a
     *     {@link io.grpc.Context} key; null for a call without one, which passes
     */
    public RevocationServerInterceptor(
            RevocationCheck revocations, BiFunction<ServerCall<?, ?>, Metadata, @Nullable VerifiedToken> tokenOf) {
        this.revocations = Objects.requireNonNull(revocations, "revocations");
        this.tokenOf = Objects.requireNonNull(tokenOf, "tokenOf");
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        VerifiedToken token = tokenOf.apply(call, headers);
        Refusal refusal = token == null ? null : Refusal.of(revocations.check(token));
        if (refusal == null) {
            return next.startCall(call, headers);
        }
        Metadata trailers = new Metadata();
        if (refusal == Refusal.UNKNOWN) {
            trailers.put(RETRY_PUSHBACK, PUSHBACK_MILLIS);
            call.close(Status.UNAVAILABLE.withDescription(refusal.detail()), trailers);
        } else {
            call.close(Status.UNAUTHENTICATED.withDescription(refusal.detail()), trailers);
        }
        return new ServerCall.Listener<>() {};
    }
}
