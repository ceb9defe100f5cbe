package io.revocast.spring.boot4;

import io.revocast.event.Target;
import io.revocast.spring.security.RevokedTokenFilter;
import io.revocast.spring.security.UnavailableFilter;
import io.revocast.testing.FakeRevocations;
import jakarta.servlet.Filter;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A request with a token through the filter chain of Spring Security, with the starter and without it. The decoder verifies
 * nothing, so the difference is what the starter adds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class FilterChainBenchmark {
    private static final String ISSUER = "https://issuer.example";
    private static final int REVOKED = 10_000;

    /** As long as that of a common issuer. */
    private static final String TOKEN = "Bearer abc." + "d".repeat(500) + "." + "e".repeat(342);

    /** Whether the starter checks tokens. */
    @Param({"false", "true"})
    public String starter = "";

    private final Servlet servlet = new Accepting();
    private @Nullable ConfigurableApplicationContext context;
    private Filter[] filters = {};

    /** Starts an application whose list has revocations of tokens and of subjects. */
    @Setup
    public void start() {
        ConfigurableApplicationContext started = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--revocast.enabled=" + starter,
                "--spring.main.banner-mode=off",
                "--spring.jmx.enabled=false");
        context = started;
        FakeRevocations revocations = started.getBean(FakeRevocations.class);
        for (int i = 0; i < REVOKED; i++) {
            revocations.revoke(
                    i % 2 == 0
                            ? new Target.Token(ISSUER, "revoked-" + i)
                            : new Target.Claim(ISSUER, "sub", "revoked-" + i));
        }
        List<Filter> chain = new ArrayList<>();
        started.getBeanProvider(UnavailableFilter.class).ifAvailable(chain::add);
        chain.add(started.getBean("springSecurityFilterChain", Filter.class));
        started.getBeanProvider(RevokedTokenFilter.class).ifAvailable(chain::add);
        filters = chain.toArray(Filter[]::new);
    }

    /** Stops the application. */
    @TearDown
    public void stop() {
        if (context != null) {
            context.close();
        }
    }

    /** Serves a request whose token is not revoked. */
    @Benchmark
    public int request() throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/orders");
        request.addHeader("Authorization", TOKEN);
        MockHttpServletResponse response = new MockHttpServletResponse();
        new MockFilterChain(servlet, filters).doFilter(request, response);
        if (response.getStatus() != 204) {
            throw new IllegalStateException("expected 204, not " + response.getStatus());
        }
        return response.getStatus();
    }

    /** An application whose decoder accepts every token. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        FakeRevocations revocations() {
            return new FakeRevocations();
        }

        @Bean
        JwtDecoder decoder() {
            Instant issuedAt = Instant.now().minusSeconds(60);
            Instant expiresAt = issuedAt.plusSeconds(86_400);
            Map<String, Object> claims =
                    Map.of("iss", ISSUER, "sub", "alice", "jti", "5f0c9e6e", "iat", issuedAt, "exp", expiresAt);
            return token -> new Jwt(token, issuedAt, expiresAt, Map.of("alg", "RS256", "kid", "2026-01"), claims);
        }
    }

    private static final class Accepting extends GenericServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void service(ServletRequest request, ServletResponse response) {
            ((HttpServletResponse) response).setStatus(204);
        }
    }
}
