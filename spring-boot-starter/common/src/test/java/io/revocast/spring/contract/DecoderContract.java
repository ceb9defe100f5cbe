package io.revocast.spring.contract;

import io.revocast.spring.security.JwtRevocations;
import io.revocast.spring.security.RevocationTokenValidator;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtIssuerAuthenticationManagerResolver;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

import java.io.IOException;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Every way to declare a decoder: covered, or refused with the fix. */
public abstract class DecoderContract extends ContextContract {
    private static NimbusJwtDecoder nimbus() {
        return NimbusJwtDecoder.withPublicKey(MintedTokens.publicKey()).build();
    }

    @Test
    void theDecoderOfSpringBootChecks() {
        servlet().withPropertyValues(publicKeyProperty()).run(ContextContract::everyDecoderChecks);
        reactive().withPropertyValues(publicKeyProperty()).run(ContextContract::everyDecoderChecks);
    }

    @Test
    void theApplicationsOwnDecoderChecks() {
        servlet(OwnDecoder.class).run(ContextContract::everyDecoderChecks);
        reactive(OwnReactiveDecoder.class).run(ContextContract::everyDecoderChecks);
    }

    @Test
    void twoDecodersOfSeveralIssuersCheck() {
        servlet(TwoIssuers.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBeansOfType(JwtDecoder.class)).hasSize(2);
            everyDecoderChecks(context);
        });
    }

    @Test
    void aDecoderInsideAFilterRefusesTheStartWithTheFix() {
        servlet(OwnDecoder.class, DecoderInFilter.class)
                .run(context -> assertThat(FailureAnalyses.explain(context.getStartupFailure()))
                        .startsWith("A decoder accepts revoked tokens: " + NimbusJwtDecoder.class.getName()
                                + " in bean apiKeyFilter")
                        .contains(
                                "DecodingFilter.decoder (bean declared by " + DecoderInFilter.class.getName()
                                        + ".apiKeyFilter())",
                                "Declare the decoder as a @Bean",
                                "revocast.coverage=warn"));
    }

    @Test
    void aDecoderInsideTheFilterChainRefusesTheStart() {
        servlet(DecoderInChain.class)
                .run(context -> assertThat(FailureAnalyses.explain(context.getStartupFailure()))
                        .contains(NimbusJwtDecoder.class.getName()));
        reactive(ReactiveDecoderInChain.class)
                .run(context -> assertThat(FailureAnalyses.explain(context.getStartupFailure()))
                        .contains(NimbusReactiveJwtDecoder.class.getName()));
    }

    @Test
    void aDecoderInAFieldOfAnyBeanRefusesTheStart() {
        servlet(OwnDecoder.class, DecoderInBean.class)
                .run(context -> assertThat(FailureAnalyses.explain(context.getStartupFailure()))
                        .contains("bean socketGuard", "SocketGuard.decoder"));
    }

    @Test
    void aDecoderThatHasTheValidatorMayStandInAFilter() {
        servlet(OwnDecoder.class, ValidatedDecoderInFilter.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void anUncoveredDecoderIsOnlyLoggedWhenTheApplicationSaysSo() {
        servlet(OwnDecoder.class, DecoderInFilter.class)
                .withPropertyValues("revocast.coverage=warn")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void anExcludedDecoderStaysAsItWasDeclared() {
        servlet(OwnDecoder.class)
                .withPropertyValues("revocast.unchecked-decoders=ownDecoder")
                .run(context -> assertThat(context.getBean("ownDecoder")).isInstanceOf(NimbusJwtDecoder.class));
    }

    @Test
    void aDecoderThatIsInjectedByItsClassIsExplained() {
        servlet(OwnDecoder.class, InjectsClass.class)
                .run(context -> assertThat(FailureAnalyses.explain(context.getStartupFailure()))
                        .contains(
                                "bean ownDecoder is injected as " + NimbusJwtDecoder.class.getName(),
                                "Inject it as JwtDecoder"));
    }

    @Test
    void opaqueTokensRefuseTheStartBecauseNoListKnowsThem() {
        servlet(OpaqueTokens.class)
                .run(context -> assertThat(FailureAnalyses.explain(context.getStartupFailure()))
                        .startsWith("Opaque tokens are not checked")
                        .contains(
                                "a lambda of " + OpaqueTokens.class.getName()
                                        + " in bean introspector (bean declared by " + OpaqueTokens.class.getName()
                                        + ".introspector())",
                                "this library cannot help")
                        .doesNotContain("$$Lambda"));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDecoder {
        @Bean
        NimbusJwtDecoder ownDecoder() {
            return nimbus();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnReactiveDecoder {
        @Bean
        ReactiveJwtDecoder ownDecoder() {
            return NimbusReactiveJwtDecoder.withPublicKey(MintedTokens.publicKey())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoIssuers {
        @Bean
        JwtDecoder first() {
            return nimbus();
        }

        @Bean
        JwtDecoder second() {
            return nimbus();
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http, Map<String, JwtDecoder> decoders) throws Exception {
            JwtIssuerAuthenticationManagerResolver resolver = new JwtIssuerAuthenticationManagerResolver(
                    issuer -> new ProviderManager(new JwtAuthenticationProvider(decoders.get(issuer))));
            return http.oauth2ResourceServer(server -> server.authenticationManagerResolver(resolver))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DecoderInFilter {
        @Bean
        Filter apiKeyFilter() {
            return new DecodingFilter(nimbus());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ValidatedDecoderInFilter {
        @Bean
        Filter apiKeyFilter(JwtRevocations revocations) {
            NimbusJwtDecoder decoder = nimbus();
            decoder.setJwtValidator(new RevocationTokenValidator(revocations, JwtValidators.createDefault()));
            return new DecodingFilter(decoder);
        }
    }

    record DecodingFilter(JwtDecoder decoder) implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(request, response);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DecoderInChain {
        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.oauth2ResourceServer(server -> server.jwt(jwt -> jwt.decoder(nimbus())))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveDecoderInChain {
        @Bean
        SecurityWebFilterChain chain(ServerHttpSecurity http) {
            ReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withPublicKey(MintedTokens.publicKey())
                    .build();
            return http.oauth2ResourceServer(server -> server.jwt(jwt -> jwt.jwtDecoder(decoder)))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DecoderInBean {
        @Bean
        SocketGuard socketGuard() {
            return new SocketGuard(nimbus());
        }
    }

    record SocketGuard(JwtDecoder decoder) {}

    @Configuration(proxyBeanMethods = false)
    static class InjectsClass {
        @Bean
        SocketGuard socketGuard(NimbusJwtDecoder decoder) {
            return new SocketGuard(decoder);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OpaqueTokens {
        @Bean
        OpaqueTokenIntrospector introspector() {
            return token -> {
                throw new UnsupportedOperationException(OAuth2AuthenticatedPrincipal.class.getName());
            };
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.oauth2ResourceServer(server -> server.opaqueToken(Customizer.withDefaults()))
                    .build();
        }
    }
}
