package io.revocast.spring.boot4;

import io.revocast.event.Target;
import io.revocast.spring.web.RevokedTokenFilter;
import io.revocast.spring.web.UnavailableFilter;
import io.revocast.testing.FakeRevocations;
import jakarta.servlet.Filter;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that measures a request with a token through the filter chain of Spring Security, with the starter and without
 * it. The two take turns. It counts the time on the processor, so other processes disturb it little. The decoder verifies
 * nothing. The figures are in {@code docs/spring.md}.
 */
final class FilterChainCost implements AutoCloseable {
    private static final String ISSUER = "https://issuer.example";
    private static final int REVOKED = 10_000;
    private static final int REQUESTS = 500;

    /** As long as that of a common issuer. */
    private static final String TOKEN = "Bearer abc." + "d".repeat(500) + "." + "e".repeat(342);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Servlet servlet = new Accepting();
    private final ConfigurableApplicationContext context;
    private final Filter[] filters;

    /** Starts an application whose list has revocations of tokens and of subjects. */
    private FilterChainCost(boolean starter) {
        context = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--revocast.enabled=" + starter,
                "--spring.main.banner-mode=off",
                "--spring.jmx.enabled=false");
        FakeRevocations revocations = context.getBean(FakeRevocations.class);
        for (int i = 0; i < REVOKED; i++) {
            revocations.revoke(
                    i % 2 == 0
                            ? new Target.Token(ISSUER, "revoked-" + i)
                            : new Target.Claim(ISSUER, "sub", "revoked-" + i));
        }
        List<Filter> chain = new ArrayList<>();
        context.getBeanProvider(UnavailableFilter.class).ifAvailable(chain::add);
        chain.add(context.getBean("springSecurityFilterChain", Filter.class));
        context.getBeanProvider(RevokedTokenFilter.class).ifAvailable(chain::add);
        filters = chain.toArray(Filter[]::new);
    }

    /** Measures for as many seconds as the first argument says, and shows the last third. */
    public static void main(String[] args) throws ServletException, IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(args[0]));
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        List<Double> differences = new ArrayList<>();
        try (FilterChainCost plain = new FilterChainCost(false);
                FilterChainCost checked = new FilterChainCost(true)) {
            while (System.nanoTime() < end) {
                boolean plainFirst = without.size() % 2 == 0;
                double first = (plainFirst ? plain : checked).nanosEach();
                double second = (plainFirst ? checked : plain).nanosEach();
                without.add(plainFirst ? first : second);
                with.add(plainFirst ? second : first);
                differences.add(plainFirst ? second - first : first - second);
            }
        }
        show("without the starter", without);
        show("with the starter", with);
        show("difference", differences);
    }

    private static void show(String name, List<Double> rounds) {
        List<Double> last =
                rounds.stream().skip(rounds.size() * 2L / 3).sorted().toList();
        System.out.printf(
                "%s: median %.0f ns, quartiles %.0f and %.0f, %d rounds of %d requests%n",
                name,
                last.get(last.size() / 2),
                last.get(last.size() / 4),
                last.get(last.size() * 3 / 4),
                last.size(),
                REQUESTS);
    }

    private double nanosEach() throws ServletException, IOException {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < REQUESTS; i++) {
            request();
        }
        return (THREADS.getCurrentThreadCpuTime() - start) / (double) REQUESTS;
    }

    /** Serves a request whose token is not revoked. */
    private void request() throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/orders");
        request.addHeader("Authorization", TOKEN);
        MockHttpServletResponse response = new MockHttpServletResponse();
        new MockFilterChain(servlet, filters).doFilter(request, response);
        if (response.getStatus() != 204) {
            throw new IllegalStateException("expected 204, not " + response.getStatus());
        }
    }

    @Override
    public void close() {
        context.close();
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
