package io.revocast.spring.contract;

import io.revocast.adapter.LiveConnections;
import io.revocast.adapter.LiveConnections.Registration;
import io.revocast.consumer.RevocationList;
import io.revocast.event.Target;
import io.revocast.spring.RevokedEvent;
import io.revocast.spring.security.JwtRevocations;
import io.revocast.spring.security.RevocationTokenValidator;
import io.revocast.spring.security.VerifiedSpringJwt;
import io.revocast.spring.test.AutoConfigureRevocations;
import io.revocast.testing.FakeRevocations;
import jakarta.servlet.Filter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The Java samples of {@code docs/spring.md}. A test compares them. */
final class DocumentedSamples {
    private static final Logger log = LoggerFactory.getLogger(DocumentedSamples.class);

    private DocumentedSamples() {}

    private static NimbusJwtDecoder nimbus() {
        return NimbusJwtDecoder.withPublicKey(MintedTokens.publicKey()).build();
    }

    @Bean
    Filter apiKeyFilter(JwtRevocations revocations) {
        NimbusJwtDecoder decoder = nimbus();
        decoder.setJwtValidator(new RevocationTokenValidator(revocations, JwtValidators.createDefault()));
        return new DecoderContract.DecodingFilter(decoder);
    }

    @Bean
    SecurityFilterChain api(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/actuator/health/**")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                .build();
    }

    @EventListener
    void on(RevokedEvent event) {
        log.info("revoked: {}", event.revocation().target().kind());
    }

    @Bean
    LiveConnections connections(RevocationList revocations) {
        return new LiveConnections(revocations);
    }

    /** A controller with an open stream. */
    @RestController
    static class Streams {
        private final LiveConnections connections;

        Streams(LiveConnections connections) {
            this.connections = connections;
        }

        @GetMapping("/stream")
        SseEmitter stream(@AuthenticationPrincipal Jwt jwt) {
            SseEmitter emitter = new SseEmitter(0L);
            Registration connection = connections.add(VerifiedSpringJwt.of(jwt), emitter::complete);
            emitter.onCompletion(connection::close);
            return emitter;
        }
    }

    /** The same for WebFlux. */
    @RestController
    static class ReactiveStreams {
        private final LiveConnections connections;
        private final Flux<String> changes;

        ReactiveStreams(LiveConnections connections, Flux<String> changes) {
            this.connections = connections;
            this.changes = changes;
        }

        @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> stream(@AuthenticationPrincipal Jwt jwt) {
            Mono<Void> revoked = Mono.create(sink -> {
                Registration connection = connections.add(VerifiedSpringJwt.of(jwt), sink::success);
                sink.onDispose(connection::close);
            });
            return changes.takeUntilOther(revoked);
        }
    }

    @Bean
    @Profile("laptop")
    FakeRevocations withoutKafka() {
        return new FakeRevocations();
    }

    @SpringBootTest(classes = OrdersApplication.class)
    @AutoConfigureRevocations
    static class OrdersTest {
        @Autowired
        FakeRevocations revocations;

        void logsOut() {
            revocations.revoke(new Target.Claim("https://issuer.example", "sub", "alice"));
        }
    }
}
