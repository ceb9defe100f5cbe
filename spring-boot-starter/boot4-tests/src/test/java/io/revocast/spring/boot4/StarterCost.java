package io.revocast.spring.boot4;

import io.revocast.event.Target;
import io.revocast.spring.coverage.DecoderPostProcessor;
import io.revocast.spring.security.JwtRevocations;
import io.revocast.spring.web.RevokedTokenFilter;
import io.revocast.spring.web.RoutePolicies;
import io.revocast.spring.web.UnavailableFilter;
import io.revocast.testing.FakeRevocations;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A program that measures what the starter adds to a request: its two filters and the check of its decoder, without the
 * filters of Spring Security. It prints processor time, which other programs on the machine disturb less.
 */
final class StarterCost {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String ISSUER = "https://issuer.example";
    private static final String TOKEN = "e".repeat(60) + "." + "p".repeat(300) + "." + "s".repeat(342);
    private static final int REQUESTS = 50_000;
    private static final int WARM_UP = 20;
    private static final int ROUNDS = 60;

    private StarterCost() {}

    public static void main(String[] args) throws ServletException, IOException {
        Instant issuedAt = Instant.now().minusSeconds(60);
        Instant expiresAt = issuedAt.plusSeconds(86_400);
        Map<String, Object> claims =
                Map.of("iss", ISSUER, "sub", "alice", "jti", "5f0c9e6e", "iat", issuedAt, "exp", expiresAt);
        JwtDecoder plain =
                token -> new Jwt(token, issuedAt, expiresAt, Map.of("alg", "RS256", "kid", "2026-01"), claims);
        try (FakeRevocations list = new FakeRevocations()) {
            for (int i = 0; i < 10_000; i++) {
                list.revoke(
                        i % 2 == 0
                                ? new Target.Token(ISSUER, "revoked-" + i)
                                : new Target.Claim(ISSUER, "sub", "revoked-" + i));
            }
            JwtRevocations revocations = new JwtRevocations(list);
            JwtDecoder checking = (JwtDecoder)
                    new DecoderPostProcessor(provider(revocations), Set::of).postProcessAfterInitialization(plain, "a");
            UnavailableFilter first =
                    new UnavailableFilter(revocations, RoutePolicies.of(List.of()), Duration.ofSeconds(1), 0);
            RevokedTokenFilter last = new RevokedTokenFilter(revocations, 1);
            FilterChain end = (request, response) -> {};
            FilterChain bare = authenticated(plain, end);
            FilterChain inside = authenticated(checking, (request, response) -> last.doFilter(request, response, end));
            FilterChain withStarter = (request, response) -> first.doFilter(request, response, inside);

            List<Long> differences = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                long without = nanosEach(bare);
                long with = nanosEach(withStarter);
                if (round >= WARM_UP) {
                    differences.add(with - without);
                }
            }
            differences.sort(null);
            System.out.printf(
                    "the starter adds: median %d ns, quartiles %d and %d, %d rounds of %d requests%n",
                    differences.get(differences.size() / 2),
                    differences.get(differences.size() / 4),
                    differences.get(differences.size() * 3 / 4),
                    differences.size(),
                    REQUESTS);
        }
    }

    private static ObjectProvider<JwtRevocations> provider(JwtRevocations revocations) {
        return new ObjectProvider<>() {
            @Override
            public JwtRevocations getObject() {
                return revocations;
            }
        };
    }

    /** What Spring Security does with a token, as far as the starter sees it. */
    private static FilterChain authenticated(JwtDecoder decoder, FilterChain next) {
        return (request, response) -> {
            SecurityContextHolder.getContext().setAuthentication(new JwtAuthenticationToken(decoder.decode(TOKEN)));
            next.doFilter(request, response);
            SecurityContextHolder.clearContext();
        };
    }

    private static long nanosEach(FilterChain chain) throws ServletException, IOException {
        ServletRequest request = new MockHttpServletRequest("GET", "/orders");
        ServletResponse response = new MockHttpServletResponse();
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < REQUESTS; i++) {
            chain.doFilter(request, response);
        }
        return (THREADS.getCurrentThreadCpuTime() - start) / REQUESTS;
    }
}
