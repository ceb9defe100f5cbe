package io.revocast.spring.boot4;

import io.revocast.event.Target;
import io.revocast.spring.contract.MintedTokens;
import io.revocast.spring.contract.OrdersApplication;
import io.revocast.spring.test.AutoConfigureRevocations;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A user's {@code @WebFluxTest}, with the filters of Spring Security and of the starter. */
@WebFluxTest
@AutoConfigureRevocations
@ContextConfiguration(classes = OrdersApplication.class)
class Boot4WebFluxTestTest {
    @Autowired
    private FakeRevocations revocations;

    @Autowired
    private WebTestClient web;

    @DynamicPropertySource
    static void key(DynamicPropertyRegistry registry) {
        registry.add(
                "spring.security.oauth2.resourceserver.jwt.public-key-location",
                () -> MintedTokens.publicKeyFile().toUri().toString());
    }

    private void assertStatus(String token, int expected) {
        web.get()
                .uri("/orders")
                .header("Authorization", "Bearer " + token)
                .exchange()
                .expectStatus()
                .isEqualTo(expected);
    }

    @Test
    void aRevokedTokenIsRefusedAndAnOutageIs503() {
        String alice = MintedTokens.token("alice");
        assertStatus(alice, 200);

        revocations.revoke(new Target.Claim(MintedTokens.ISSUER, "sub", "alice"));
        assertStatus(alice, 401);

        revocations.makeStale();
        assertStatus(MintedTokens.token("bob"), 503);
    }
}
