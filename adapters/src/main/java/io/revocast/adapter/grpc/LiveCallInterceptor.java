package io.revocast.adapter.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.revocast.adapter.LiveConnections;
import io.revocast.adapter.LiveConnections.Registration;
import io.revocast.adapter.Refusal;
import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.BiFunction;

/**
 * A gRPC interceptor that ends open calls when their tokens are revoked. Streams stay open for hours, and the check at
 * their start does not protect them later. It must run after the interceptor that authenticates.
 *
 * <p>The client receives {@code UNAUTHENTICATED}. The service receives a cancellation; what it still sends is dropped. An
 * unknown verdict ends no call. Thread-safe when the function is.
 */
public final class LiveCallInterceptor implements ServerInterceptor {
    private final LiveConnections connections;
    private final BiFunction<ServerCall<?, ?>, Metadata, @Nullable VerifiedToken> tokenOf;

    /**
     * An interceptor. The caller still closes the connections.
     *
     * @param tokenOf returns the token that the authentication verified for a call, for example from a
     *     {@link io.grpc.Context} key; null for a call without one, which passes
     */
    public LiveCallInterceptor(
            LiveConnections connections, BiFunction<ServerCall<?, ?>, Metadata, @Nullable VerifiedToken> tokenOf) {
        this.connections = Objects.requireNonNull(connections, "connections");
        this.tokenOf = Objects.requireNonNull(tokenOf, "tokenOf");
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        VerifiedToken token = tokenOf.apply(call, headers);
        if (token == null) {
            return next.startCall(call, headers);
        }
        LiveCall<Q, R> live = new LiveCall<>(call);
        Registration registration = connections.add(token, live::revoke);
        if (live.isRevoked()) {
            return new ServerCall.Listener<>() {};
        }
        try {
            return new LiveListener<>(next.startCall(live, headers), live, registration);
        } catch (RuntimeException e) {
            registration.close();
            throw e;
        }
    }

    /** A call that the listeners' thread may close while the service writes: gRPC leaves that order to its callers. */
    private static final class LiveCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private boolean revoked;
        private boolean closed;

        LiveCall(ServerCall<Q, R> call) {
            super(call);
        }

        synchronized void revoke() {
            if (!closed) {
                revoked = true;
                closed = true;
                super.close(Status.UNAUTHENTICATED.withDescription(Refusal.REVOKED.detail()), new Metadata());
            }
        }

        synchronized boolean isRevoked() {
            return revoked;
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            if (!revoked) {
                super.sendHeaders(headers);
            }
        }

        @Override
        public synchronized void sendMessage(R message) {
            if (!revoked) {
                super.sendMessage(message);
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (!revoked) {
                closed = true;
                super.close(status, trailers);
            }
        }

        @Override
        public boolean isCancelled() {
            return isRevoked() || super.isCancelled();
        }
    }

    private static final class LiveListener<Q> extends SimpleForwardingServerCallListener<Q> {
        private final LiveCall<Q, ?> call;
        private final Registration registration;

        LiveListener(ServerCall.Listener<Q> listener, LiveCall<Q, ?> call, Registration registration) {
            super(listener);
            this.call = call;
            this.registration = registration;
        }

        @Override
        public void onComplete() {
            registration.close();
            if (call.isRevoked()) {
                super.onCancel();
            } else {
                super.onComplete();
            }
        }

        @Override
        public void onCancel() {
            registration.close();
            super.onCancel();
        }
    }
}
