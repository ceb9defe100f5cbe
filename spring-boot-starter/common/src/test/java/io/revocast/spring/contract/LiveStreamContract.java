package io.revocast.spring.contract;

import io.revocast.adapter.LiveConnections;
import io.revocast.consumer.RevocationList;
import io.revocast.event.Target;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import reactor.core.publisher.Flux;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Streams of server-sent events of a running application. The controllers are samples of {@code docs/spring.md}. */
public abstract class LiveStreamContract {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String webType;

    protected LiveStreamContract(String webType) {
        this.webType = webType;
    }

    @Test
    void theStreamOfARevokedUserEndsAndThatOfAnotherStays() {
        try (RunningApplication application =
                RunningApplication.start(Streaming.class, webType, "--" + ContextContract.publicKeyProperty())) {
            FakeRevocations revocations = application.context().getBean(FakeRevocations.class);
            LiveConnections connections = application.context().getBean(LiveConnections.class);
            CompletableFuture<Integer> alice = application.stream("/stream", MintedTokens.token("alice"));
            CompletableFuture<Integer> bob = application.stream("/stream", MintedTokens.token("bob"));
            await().atMost(LIMIT).until(() -> connections.size() == 2);

            revocations.revoke(ContextContract.ALICE);

            assertThat(alice).succeedsWithin(LIMIT).isEqualTo(200);
            assertThat(bob).isNotDone();
            assertThat(connections.size()).isEqualTo(1);

            // An open stream would delay the shutdown of the server.
            revocations.revoke(new Target.Claim(MintedTokens.ISSUER, "sub", "bob"));
            assertThat(bob).succeedsWithin(LIMIT);
        }
    }

    /** An application with a stream. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Streaming {
        @Bean
        FakeRevocations revocations() {
            return new FakeRevocations();
        }

        @Bean
        LiveConnections connections(RevocationList revocations) {
            return new LiveConnections(revocations);
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        @Import(DocumentedSamples.Streams.class)
        static class Servlet {}

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        @Import(DocumentedSamples.ReactiveStreams.class)
        static class Reactive {
            @Bean
            Flux<String> changes() {
                return Flux.never();
            }
        }
    }
}
