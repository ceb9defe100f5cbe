package io.revocast.spring.contract;

import io.revocast.event.Target;
import io.revocast.spring.TokenRevocationUnknownException;
import io.revocast.testing.FakeRevocations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Application contexts with Spring Boot's own auto-configuration, of both web types. */
public abstract class ContextContract {
    static final Target ALICE = new Target.Claim(MintedTokens.ISSUER, "sub", "alice");
    private static final String KEY = MintedTokens.publicKeyFile().toUri().toString();

    /** A servlet application with a fake list. */
    static WebApplicationContextRunner servlet(Class<?>... configurations) {
        return new WebApplicationContextRunner()
                .withUserConfiguration(Automatic.class, WithFake.class)
                .withUserConfiguration(configurations);
    }

    /** A WebFlux application with a fake list. */
    static ReactiveWebApplicationContextRunner reactive(Class<?>... configurations) {
        return new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(Automatic.class, WithFake.class)
                .withUserConfiguration(configurations);
    }

    static String publicKeyProperty() {
        return "spring.security.oauth2.resourceserver.jwt.public-key-location=" + KEY;
    }

    /** Every decoder bean of the context refuses what is revoked, and keeps an unknown verdict apart from that. */
    static void everyDecoderChecks(ApplicationContext context) {
        FakeRevocations revocations = context.getBean(FakeRevocations.class);
        Map<String, Decoding> decoders = decoders(context);
        assertThat(decoders).isNotEmpty();
        decoders.values()
                .forEach(decoder ->
                        assertThat(decoder.decode(MintedTokens.token("alice"))).isNotNull());
        revocations.revoke(ALICE);
        for (Decoding decoder : decoders.values()) {
            assertThat(decoder.decode(MintedTokens.token("bob"))).isNotNull();
            assertThat(decoder.decode(MintedTokens.tokenWithoutIssuedAt("bob"))).isNotNull();
            assertThatThrownBy(() -> decoder.decode(MintedTokens.token("alice")))
                    .isInstanceOf(JwtValidationException.class)
                    .hasMessageContaining("The token has been revoked");
            assertThatThrownBy(() -> decoder.decode(MintedTokens.tokenWithoutIssuedAt("alice")))
                    .isInstanceOf(JwtValidationException.class);
        }
        revocations.revoke(new Target.Claim(MintedTokens.ISSUER, "tenant", "12345678901234567890"));
        String tenant = MintedTokens.sign(MintedTokens.claims("bob")
                .claim("tenant", new BigInteger("12345678901234567890"))
                .build());
        assertThat(decoders.values())
                .allSatisfy(decoder ->
                        assertThatThrownBy(() -> decoder.decode(tenant)).isInstanceOf(JwtValidationException.class));
        revocations.makeStale();
        decoders.values()
                .forEach(decoder -> assertThatThrownBy(() -> decoder.decode(MintedTokens.token("bob")))
                        .isInstanceOf(TokenRevocationUnknownException.class));
        revocations.makeCurrent();
        revocations.reinstate(ALICE);
    }

    private static Map<String, Decoding> decoders(ApplicationContext context) {
        Map<String, Decoding> all = new HashMap<>();
        context.getBeansOfType(JwtDecoder.class).forEach((name, decoder) -> all.put(name, decoder::decode));
        context.getBeansOfType(ReactiveJwtDecoder.class)
                .forEach((name, decoder) ->
                        all.put(name, token -> decoder.decode(token).block(Duration.ofSeconds(30))));
        return all;
    }

    private interface Decoding {
        Jwt decode(String token);
    }

    /** All that Spring Boot configures by itself. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Automatic {}

    /** The application's own list, which wins over the starter's. */
    @Configuration(proxyBeanMethods = false)
    static class WithFake {
        @Bean
        FakeRevocations revocations() {
            return new FakeRevocations();
        }
    }
}
