package io.revocast.spring.boot4;

import io.revocast.event.Target;
import io.revocast.spring.contract.MintedTokens;
import io.revocast.spring.contract.OrdersApplication;
import io.revocast.spring.test.AutoConfigureRevocations;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/** A user's {@code @WebMvcTest}, with the filters of Spring Security and of the starter. */
@WebMvcTest
@AutoConfigureRevocations
@ContextConfiguration(classes = OrdersApplication.class)
class Boot4WebMvcTestTest {
    @Autowired
    private FakeRevocations revocations;

    @Autowired
    private MockMvc mvc;

    @DynamicPropertySource
    static void key(DynamicPropertyRegistry registry) {
        registry.add(
                "spring.security.oauth2.resourceserver.jwt.public-key-location",
                () -> MintedTokens.publicKeyFile().toUri().toString());
    }

    private void assertStatus(String token, int expected) throws Exception {
        mvc.perform(get("/orders").header("Authorization", "Bearer " + token)).andExpect(status().is(expected));
    }

    @Test
    void aRevokedTokenIsRefusedAndAnOutageIs503() throws Exception {
        String alice = MintedTokens.token("alice");
        assertStatus(alice, 200);

        revocations.revoke(new Target.Claim(MintedTokens.ISSUER, "sub", "alice"));
        assertStatus(alice, 401);

        revocations.makeStale();
        assertStatus(MintedTokens.token("bob"), 503);
    }
}
