package io.revocast.spring.contract;

import io.micrometer.core.instrument.MeterRegistry;
import io.revocast.consumer.State;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.spring.RevokedEvent;
import io.revocast.spring.StateChangedEvent;
import io.revocast.spring.coverage.CoveredDecoders;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.server.resource.authentication.JwtIssuerAuthenticationManagerResolver;
import org.springframework.security.oauth2.server.resource.authentication.JwtIssuerReactiveAuthenticationManagerResolver;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Real servers and a fake list: several issuers, events, shutdown. */
public abstract class FakeApplicationContract {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String webType;

    protected FakeApplicationContract(String webType) {
        this.webType = webType;
    }

    private RunningApplication start(Class<?> application, String... arguments) {
        return RunningApplication.start(application, webType, arguments);
    }

    @Test
    void decodersThatSpringMakesForEachTrustedIssuerAreCovered() {
        try (IssuerServer issuer = IssuerServer.start();
                RunningApplication application = start(TrustedIssuers.class, "--test.issuer=" + issuer.issuer())) {
            String alice = MintedTokens.sign(
                    MintedTokens.claims("alice").issuer(issuer.issuer()).build());
            FakeRevocations revocations = application.context().getBean(FakeRevocations.class);
            assertThat(application.status("/hello", alice)).isEqualTo(200);

            revocations.revoke(new Target.Claim(issuer.issuer(), "sub", "alice"));
            assertThat(application.get("/hello", alice))
                    .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(401))
                    .satisfies(answer -> assertThat(answer.headers()
                                    .firstValue("WWW-Authenticate")
                                    .orElse(""))
                            .contains("invalid_token", "The token has been revoked"));

            revocations.makeStale();
            String bob = MintedTokens.sign(
                    MintedTokens.claims("bob").issuer(issuer.issuer()).build());
            assertThat(application.get("/hello", bob).headers().firstValue("Retry-After"))
                    .contains("1");
            assertThat(application.status("/hello", bob)).isEqualTo(503);
        }
    }

    @Test
    void keysThatCannotBeFetchedAnswer503AndNot401() {
        try (RunningApplication application = start(
                WithFake.class, "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/jwks")) {
            assertThat(application.status("/hello", MintedTokens.token("alice")))
                    .isEqualTo(503);
            assertThat(application.status("/hello", "no.jwt")).isEqualTo(401);
        }
    }

    @Test
    void invalidTokenIsInvalidWhateverTheListKnowsAndWhateverTheRouteAllows() {
        List<String> invalid =
                List.of(expired(Duration.ofSeconds(100)), expired(Duration.ofMinutes(5)), expired(Duration.ofDays(1)));
        for (String policy : List.of("deny", "allow")) {
            try (RunningApplication application = start(
                    WithFake.class,
                    key(),
                    "--revocast.routes[0].path=/hello",
                    "--revocast.routes[0].policy=" + policy)) {
                FakeRevocations revocations = application.context().getBean(FakeRevocations.class);
                assertThat(invalid)
                        .allSatisfy(token ->
                                assertThat(application.status("/hello", token)).isEqualTo(401));

                revocations.makeStale();

                assertThat(invalid)
                        .allSatisfy(token ->
                                assertThat(application.status("/hello", token)).isEqualTo(401));
                double before = allowedByRoute(application);
                assertThat(application.status("/hello", MintedTokens.token("alice")))
                        .as(policy)
                        .isEqualTo(policy.equals("allow") ? 200 : 503);
                assertThat(allowedByRoute(application) > before).as(policy).isEqualTo(policy.equals("allow"));
            }
        }
    }

    private static double allowedByRoute(RunningApplication application) {
        return application
                .context()
                .getBean(MeterRegistry.class)
                .get("revocast.checks.by.route")
                .tag("policy", "allow")
                .functionCounter()
                .count();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aTokenWithoutIssuerIsInvalidAndTheFixIsNamed(CapturedOutput output) {
        String withoutIssuer =
                MintedTokens.sign(MintedTokens.claims("alice").issuer(null).build());
        try (RunningApplication application = start(
                WithFake.class, key(), "--revocast.routes[0].path=/public/**", "--revocast.routes[0].policy=allow")) {
            HttpResponse<String> refused = application.get("/hello", withoutIssuer);

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains(
                            "error=\"invalid_token\"",
                            "The token has no iss claim; request one from an authorization server that sets iss");
            assertThat(output.getAll())
                    .contains(
                            "answered 401 for a token whose verdict is unknown (no_issuer): the token has no iss claim",
                            "spring.security.oauth2.resourceserver.jwt.issuer-uri");
            assertThat(application.status("/public/thread", withoutIssuer)).isEqualTo(200);
        }
    }

    @Test
    void theEndpointNamesTheParameterThatIsMissing() {
        try (RunningApplication application =
                start(WithFake.class, key(), "--management.endpoints.web.exposure.include=revocations")) {
            String alice = MintedTokens.token("alice");
            for (String query : List.of("", "?issuer=", "?iss=" + MintedTokens.ISSUER)) {
                HttpResponse<String> answer = application.get("/actuator/revocations/j7" + query, alice);

                assertThat(answer.statusCode()).as(query).isEqualTo(400);
                assertThat(answer.body())
                        .as(query)
                        .contains("missing parameter issuer", "append ?issuer= and the iss of the token");
            }
            assertThat(application
                            .get("/actuator/revocations/j7?issuer=" + MintedTokens.ISSUER, alice)
                            .body())
                    .isEqualTo("{\"verdict\":\"not_revoked\"}");
        }
    }

    private static String expired(Duration since) {
        return MintedTokens.sign(MintedTokens.claims("alice")
                .issueTime(Date.from(Instant.now().minus(since).minusSeconds(600)))
                .expirationTime(Date.from(Instant.now().minus(since)))
                .build());
    }

    @Test
    void lazyBeansDoNotPostponeTheProof() {
        try (RunningApplication application = start(WithFake.class, key(), "--spring.main.lazy-initialization=true")) {
            assertThat(application.context().getBean(CoveredDecoders.class).names())
                    .anyMatch(place -> place.matches("bean [a-zA-Z]+"));
            assertThat(application.status("/hello", MintedTokens.token("alice")))
                    .isEqualTo(200);
            application.context().getBean(FakeRevocations.class).revoke(ContextContract.ALICE);
            assertThat(application.status("/hello", MintedTokens.token("alice")))
                    .isEqualTo(401);
        }
    }

    @Test
    void publishesRevocationsAndStatesAsApplicationEvents() {
        try (RunningApplication application = start(WithFake.class, key())) {
            FakeRevocations revocations = application.context().getBean(FakeRevocations.class);
            Events events = application.context().getBean(Events.class);

            revocations.revoke(ContextContract.ALICE);
            revocations.makeStale();

            await().atMost(LIMIT).until(() -> events.received.size() == 2);
            assertThat(events.received.get(0))
                    .isInstanceOfSatisfying(
                            RevokedEvent.class,
                            event -> assertThat(event.revocation().target()).isEqualTo(ContextContract.ALICE));
            assertThat(events.received.get(1)).isEqualTo(new StateChangedEvent(State.CURRENT, State.STALE));
        }
    }

    @Test
    void aRequestThatIsStillServedWhileTheServerDrainsIsStillChecked() throws Exception {
        RunningApplication application = start(WithFake.class, key(), "--server.shutdown=graceful");
        Slow slow = application.context().getBean(Slow.class);
        FakeRevocations revocations = application.context().getBean(FakeRevocations.class);
        String alice = MintedTokens.token("alice");
        Thread request = new Thread(() -> application.status("/slow", alice), "request");
        request.start();
        assertThat(slow.entered.await(30, TimeUnit.SECONDS)).isTrue();
        Thread shutdown = new Thread(application::close, "shutdown");
        shutdown.start();

        await().atMost(LIMIT)
                .until(() -> shutdown.getState() == Thread.State.WAITING
                        || shutdown.getState() == Thread.State.TIMED_WAITING);
        assertThat(revocations.state()).isEqualTo(State.CURRENT);

        slow.leave.countDown();
        shutdown.join(30_000);
        request.join(30_000);
        assertThat(revocations.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void theNoteOfARevocationIsAnsweredWhereTheOperatorWantsIt() {
        String note = "Melden Sie sich neu an: \"Café\"\r\nSet-Cookie: a=b";
        Revocation alice = new Revocation(
                new Target.Claim(MintedTokens.ISSUER, "sub", "alice"),
                Instant.parse("2100-01-01T00:00:00Z"),
                Instant.parse("2100-01-01T00:00:00Z"));
        for (boolean answered : List.of(true, false)) {
            try (RunningApplication application = start(WithFake.class, key(), "--revocast.answer-note=" + answered)) {
                FakeRevocations revocations = application.context().getBean(FakeRevocations.class);
                revocations.revoke(alice, note);

                HttpResponse<String> refused = application.get("/hello", MintedTokens.token("alice"));

                assertThat(refused.statusCode()).isEqualTo(401);
                assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                        .contains("error=\"invalid_token\"", "The token has been revoked")
                        .matches(header ->
                                header.contains("Melden Sie sich neu an: 'Caf?'  Set-Cookie: a=b\"") == answered);
                assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
                assertThat(refused.body())
                        .isEqualTo(
                                answered
                                        ? "{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                                                + "\"detail\":\"The token has been revoked\",\"note\":\"Melden Sie sich neu an:"
                                                + " \\\"Café\\\"\\r\\nSet-Cookie: a=b\"}"
                                        : "");
                assertThat(application.get("/hello", "no.jwt").body()).isEmpty();
                assertThat(application.status("/hello", MintedTokens.token("bob")))
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void theNoteIsAnsweredForDecodersThatAreNoBeansToo() {
        try (IssuerServer issuer = IssuerServer.start();
                RunningApplication application = start(
                        TrustedIssuers.class, "--test.issuer=" + issuer.issuer(), "--revocast.answer-note=true")) {
            application
                    .context()
                    .getBean(FakeRevocations.class)
                    .revoke(
                            new Revocation(
                                    new Target.Claim(issuer.issuer(), "sub", "alice"),
                                    Instant.parse("2100-01-01T00:00:00Z"),
                                    Instant.parse("2100-01-01T00:00:00Z")),
                            "Log in again");
            String alice = MintedTokens.sign(
                    MintedTokens.claims("alice").issuer(issuer.issuer()).build());

            assertThat(application.get("/hello", alice).body()).contains("\"note\":\"Log in again\"");
        }
    }

    @Test
    void aDisabledStarterLeavesAnApplicationThatHasAListAlone() {
        try (RunningApplication application = start(WithFake.class, key(), "--revocast.enabled=false")) {
            application.context().getBean(FakeRevocations.class).revoke(ContextContract.ALICE);

            assertThat(application.status("/hello", MintedTokens.token("alice")))
                    .isEqualTo(200);
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void theStartLogNamesTheDecodersThatRefuseRevokedTokens(CapturedOutput output) {
        try (RunningApplication application =
                start(WithFake.class, key(), "--logging.level.io.revocast.spring.coverage=INFO")) {
            List<String> names =
                    application.context().getBean(CoveredDecoders.class).names();

            assertThat(names).isNotEmpty();
            assertThat(output.getAll())
                    .contains("decoders that refuse revoked tokens, " + names.size() + " in all: "
                            + String.join(", ", names));
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void checksOnVirtualThreads() {
        try (RunningApplication application = start(
                WithFake.class,
                key(),
                "--spring.threads.virtual.enabled=true",
                "--revocast.routes[0].path=/public/**",
                "--revocast.routes[0].policy=allow")) {
            FakeRevocations revocations = application.context().getBean(FakeRevocations.class);
            String alice = MintedTokens.token("alice");
            assertThat(application.get("/public/thread", alice).body()).startsWith("VirtualThread");

            revocations.makeStale();
            assertThat(application.status("/hello", alice)).isEqualTo(503);
            assertThat(application.status("/public/thread", alice)).isEqualTo(200);
            revocations.makeCurrent();
            revocations.revoke(ContextContract.ALICE);
            assertThat(application.status("/hello", alice)).isEqualTo(401);
        }
    }

    private static String key() {
        return "--" + ContextContract.publicKeyProperty();
    }

    /** An application with a fake list. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Hello.class, Slow.class, Events.class})
    static class WithFake {
        @Bean
        FakeRevocations revocations() {
            return new FakeRevocations();
        }
    }

    @RestController
    static class Hello {
        @GetMapping("/hello")
        String hello() {
            return "hello";
        }

        @GetMapping("/public/thread")
        String thread() {
            return Thread.currentThread().toString();
        }
    }

    /** Holds a request until the test lets it go. */
    @RestController
    static class Slow {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch leave = new CountDownLatch(1);

        @GetMapping("/slow")
        String slow() throws InterruptedException {
            entered.countDown();
            return leave.await(30, TimeUnit.SECONDS) ? "left" : "stuck";
        }
    }

    static class Events {
        final List<Object> received = new CopyOnWriteArrayList<>();

        @EventListener
        void on(RevokedEvent event) {
            received.add(event);
        }

        @EventListener
        void on(StateChangedEvent event) {
            received.add(event);
        }
    }

    /** Spring makes a decoder for each issuer when its first token arrives; none is a bean. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Hello.class)
    static class TrustedIssuers {
        @Bean
        FakeRevocations revocations() {
            return new FakeRevocations();
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        static class Servlet {
            @Bean
            SecurityFilterChain chain(HttpSecurity http, Environment environment) throws Exception {
                String issuer = environment.getRequiredProperty("test.issuer");
                return http.authorizeHttpRequests(
                                requests -> requests.anyRequest().authenticated())
                        .oauth2ResourceServer(server -> server.authenticationManagerResolver(
                                JwtIssuerAuthenticationManagerResolver.fromTrustedIssuers(issuer)))
                        .build();
            }
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        static class Reactive {
            @Bean
            SecurityWebFilterChain chain(ServerHttpSecurity http, Environment environment) {
                String issuer = environment.getRequiredProperty("test.issuer");
                return http.authorizeExchange(
                                exchanges -> exchanges.anyExchange().authenticated())
                        .oauth2ResourceServer(server -> server.authenticationManagerResolver(
                                JwtIssuerReactiveAuthenticationManagerResolver.fromTrustedIssuers(issuer)))
                        .build();
            }
        }
    }
}
