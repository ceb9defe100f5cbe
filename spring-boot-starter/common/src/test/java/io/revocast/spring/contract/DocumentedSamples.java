package io.revocast.spring.contract;

import io.revocast.event.Target;
import io.revocast.spring.RevokedEvent;
import io.revocast.spring.security.JwtRevocations;
import io.revocast.spring.security.RevocationTokenValidator;
import io.revocast.spring.test.AutoConfigureRevocations;
import io.revocast.testing.FakeRevocations;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** The Java samples of {@code docs/spring.md}. A test compares them. */
final class DocumentedSamples {
    private final Sockets sockets = target -> {};

    private DocumentedSamples() {}

    interface Sockets {
        void closeAllOf(Target target);
    }

    private static NimbusJwtDecoder nimbus() {
        return NimbusJwtDecoder.withPublicKey(MintedTokens.publicKey()).build();
    }

    @Bean
    Filter apiKeyFilter(JwtRevocations revocations) {
        NimbusJwtDecoder decoder = nimbus();
        decoder.setJwtValidator(new RevocationTokenValidator(revocations, JwtValidators.createDefault()));
        return new DecoderContract.DecodingFilter(decoder);
    }

    @EventListener
    void on(RevokedEvent event) {
        sockets.closeAllOf(event.revocation().target());
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
