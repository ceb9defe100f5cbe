package io.revocast.spring.coverage;

import io.revocast.spring.security.JwtRevocations;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

class DecoderPostProcessorTest {
    private static final String ISSUER = "https://issuer.example";

    private static Jwt jwt() {
        return Jwt.withTokenValue("e30.e30.c2ln")
                .header("alg", "RS256")
                .issuer(ISSUER)
                .subject("alice")
                .build();
    }

    @Test
    void searchesTheContextForTheCheckOnceAndNotBeforeTheFirstToken() {
        try (FakeRevocations list = new FakeRevocations()) {
            AtomicInteger searches = new AtomicInteger();
            ObjectProvider<JwtRevocations> provider = new ObjectProvider<>() {
                @Override
                public JwtRevocations getObject() {
                    searches.incrementAndGet();
                    return new JwtRevocations(list);
                }
            };
            DecoderPostProcessor processor = new DecoderPostProcessor(provider, Set::of);
            JwtDecoder bean = token -> jwt();
            JwtDecoder first = (JwtDecoder) processor.postProcessAfterInitialization(bean, "first");
            JwtDecoder second = (JwtDecoder) processor.postProcessAfterInitialization(bean, "second");
            assertThat(searches).hasValue(0);

            first.decode("a");
            first.decode("b");
            second.decode("c");

            assertThat(searches).hasValue(1);
        }
    }
}
