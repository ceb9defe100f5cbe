package io.revocast.adapter;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.revocast.adapter.grpc.LiveCallInterceptor;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Target;
import io.revocast.testing.FakeRevocations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Streams of gRPC that end with their tokens. The interceptor is a sample of {@code docs/adapters.md}. */
class LiveCallTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String SERVER = "live-calls";
    private static final Context.Key<VerifiedToken> TOKEN = Context.key("token");
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String ALICE = HmacTokens.token("\"jti\":\"1\",\"sub\":\"alice\"");
    private static final String BOB = HmacTokens.token("\"jti\":\"2\",\"sub\":\"bob\"");
    private static final Target ALICES_TOKENS = new Target.Claim(HmacTokens.ISSUER, "sub", "alice");
    private static final MethodDescriptor<String, String> METHOD = MethodDescriptor.<String, String>newBuilder()
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
            .setFullMethodName("news/read")
            .setRequestMarshaller(WebAdapters.TEXT)
            .setResponseMarshaller(WebAdapters.TEXT)
            .build();

    private final FakeRevocations revocations = new FakeRevocations();
    private final LiveConnections connections = new LiveConnections(revocations);
    private final List<ServerCallStreamObserver<String>> streams = new CopyOnWriteArrayList<>();
    private final List<String> cancelled = new CopyOnWriteArrayList<>();
    private final ServerServiceDefinition service = ServerServiceDefinition.builder("news")
            .addMethod(METHOD, ServerCalls.asyncServerStreamingCall(this::read))
            .build();
    private final ServerInterceptor authentication = LiveCallTest.authentication();
    private Server server;
    private ManagedChannel channel;

    private void read(String request, StreamObserver<String> answers) {
        ServerCallStreamObserver<String> stream = (ServerCallStreamObserver<String>) answers;
        stream.setOnCancelHandler(() -> cancelled.add(request));
        stream.onNext("first");
        streams.add(stream);
    }

    private static ServerInterceptor authentication() {
        return new ServerInterceptor() {
            @Override
            public <Q, R> io.grpc.ServerCall.Listener<Q> interceptCall(
                    io.grpc.ServerCall<Q, R> call, Metadata headers, io.grpc.ServerCallHandler<Q, R> next) {
                String compact = headers.get(AUTHORIZATION);
                VerifiedToken token = compact == null ? null : HmacTokens.verified(compact);
                return Contexts.interceptCall(Context.current().withValue(TOKEN, token), call, headers, next);
            }
        };
    }

    @BeforeEach
    void start() throws Exception {
        ServerServiceDefinition watched = ServerInterceptors.intercept(
                service, new LiveCallInterceptor(connections, (call, headers) -> TOKEN.get()), authentication);
        server = InProcessServerBuilder.forName(SERVER)
                .addService(watched)
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(SERVER).build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        connections.close();
    }

    /** What the client of a stream received. */
    private static final class Received implements StreamObserver<String> {
        final List<String> messages = new CopyOnWriteArrayList<>();
        final CompletableFuture<Status> end = new CompletableFuture<>();

        @Override
        public void onNext(String message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable error) {
            end.complete(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }

        Status status() throws Exception {
            return end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Received open(String name, @Nullable String compact) {
        Metadata headers = new Metadata();
        if (compact != null) {
            headers.put(AUTHORIZATION, compact);
        }
        Received received = new Received();
        ClientCalls.asyncServerStreamingCall(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers))
                        .newCall(METHOD, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS)),
                name,
                received);
        return received;
    }

    private Received openAndRead(String name, @Nullable String compact) {
        int before = streams.size();
        Received received = open(name, compact);
        await().atMost(LIMIT).until(() -> received.messages.contains("first") && streams.size() > before);
        return received;
    }

    @Test
    void streamsOfARevokedUserEndWithTheStatusAndOthersStay() throws Exception {
        Received alice = openAndRead("alice", ALICE);
        Received bob = openAndRead("bob", BOB);
        Received anonymous = openAndRead("anonymous", null);

        revocations.revoke(ALICES_TOKENS);

        Status end = alice.status();
        assertThat(end.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(end.getDescription()).isEqualTo("The token has been revoked");
        await().atMost(LIMIT).until(() -> cancelled.equals(List.of("alice")));
        assertThat(connections.size()).isEqualTo(1);
        streams.get(1).onNext("second");
        streams.get(2).onNext("second");
        await().atMost(LIMIT).until(() -> bob.messages.size() == 2 && anonymous.messages.size() == 2);
    }

    @Test
    void serviceThatStillWritesBreaksNothing() throws Exception {
        Received alice = openAndRead("alice", ALICE);
        revocations.revoke(ALICES_TOKENS);
        assertThat(alice.status().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        ServerCallStreamObserver<String> stream = streams.get(0);

        assertThat(stream.isCancelled()).isTrue();
        await().atMost(LIMIT).until(() -> !cancelled.isEmpty());
        stream.onNext("late");
        stream.onCompleted();

        assertThat(alice.messages).containsExactly("first");
    }

    @Test
    void callOfARevokedTokenDoesNotReachTheService() throws Exception {
        revocations.revoke(ALICES_TOKENS);

        assertThat(open("alice", ALICE).status().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(streams).isEmpty();
        assertThat(connections.size()).isZero();
    }

    @Test
    void connectionIsForgottenWhenItsCallEnds() throws Exception {
        Received completed = openAndRead("completed", ALICE);
        openAndRead("cancelled", BOB);
        assertThat(connections.size()).isEqualTo(2);

        streams.get(0).onCompleted();
        assertThat(completed.status()).isEqualTo(Status.OK);
        channel.shutdownNow();

        await().atMost(LIMIT).until(() -> connections.size() == 0);
        await().atMost(LIMIT).until(() -> cancelled.equals(List.of("cancelled")));
        assertThat(connections.closedByRevocation()).isZero();
    }
}
