package io.revocast.spring.contract;

import io.revocast.spring.test.AutoConfigureRevocations;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** A user's test of an application that has no list of its own, without Kafka. A subclass sets the web type. */
@SpringBootTest(classes = OrdersApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureRevocations
public abstract class TestSliceContract {
    @Autowired
    private FakeRevocations revocations;

    @Autowired
    private ConfigurableApplicationContext context;

    @DynamicPropertySource
    static void key(DynamicPropertyRegistry registry) {
        registry.add(
                "spring.security.oauth2.resourceserver.jwt.public-key-location",
                () -> MintedTokens.publicKeyFile().toUri().toString());
    }

    @Test
    void theTestRevokesAndTheApplicationRefuses() {
        RunningApplication application = RunningApplication.of(context);
        String alice = MintedTokens.token("alice");
        assertThat(application.get("/orders", alice).body()).isEqualTo("orders of alice");

        revocations.revoke(ContextContract.ALICE);

        assertThat(application.status("/orders", alice)).isEqualTo(401);
        assertThat(application.status("/orders", MintedTokens.token("bob"))).isEqualTo(200);
    }

    @Test
    void theTestMakesTheListStaleAndTheApplicationAnswers503() {
        RunningApplication application = RunningApplication.of(context);
        String bob = MintedTokens.token("bob");
        revocations.makeStale();

        assertThat(application.status("/orders", bob)).isEqualTo(503);

        revocations.makeCurrent();
        assertThat(application.status("/orders", bob)).isEqualTo(200);
    }
}
