package io.revocast.spring.contract;

import io.revocast.spring.test.AutoConfigureRevocations;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A user's test of an application that has no list of its own, without Kafka. */
@SpringBootTest(classes = OrdersApplication.class, properties = "spring.main.web-application-type=servlet")
@AutoConfigureRevocations
public abstract class TestSliceContract {
    @Autowired
    private FakeRevocations revocations;

    @Autowired
    private JwtDecoder decoder;

    @DynamicPropertySource
    static void key(DynamicPropertyRegistry registry) {
        registry.add(
                "spring.security.oauth2.resourceserver.jwt.public-key-location",
                () -> MintedTokens.publicKeyFile().toUri().toString());
    }

    @Test
    void theTestRevokesAndTheApplicationRefuses() {
        String alice = MintedTokens.token("alice");
        assertThat(decoder.decode(alice).getSubject()).isEqualTo("alice");

        revocations.revoke(ContextContract.ALICE);

        assertThatThrownBy(() -> decoder.decode(alice)).isInstanceOf(JwtValidationException.class);
    }
}
