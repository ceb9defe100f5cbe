package io.revocast.spring.autoconfigure;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.RevocationList;
import io.revocast.spring.coverage.CoveredDecoders;
import io.revocast.spring.coverage.DecoderCoverage;
import io.revocast.spring.coverage.DecoderPostProcessor;
import io.revocast.spring.security.JwtRevocations;
import io.revocast.spring.web.RevokedTokenFilter;
import io.revocast.spring.web.RevokedTokenWebFilter;
import io.revocast.spring.web.RoutePolicies;
import io.revocast.spring.web.UnavailableFilter;
import io.revocast.spring.web.UnavailableWebFilter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import java.util.Set;

/** The checks in Spring Security, and the proof that every decoder has them. */
@AutoConfiguration(after = RevocastAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.security.oauth2.jwt.JwtDecoder")
@ConditionalOnProperty(prefix = "revocast", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(RevocastProperties.class)
public class RevocastSecurityAutoConfiguration {
    /** The order of Spring Security's filter where {@code spring.security.filter.order} is not set. */
    private static final int SECURITY_ORDER = -100;

    /** An auto-configuration. */
    public RevocastSecurityAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    JwtRevocations jwtRevocations(RevocationList list, RevocastProperties properties) {
        return new JwtRevocations(list, properties.answerNote());
    }

    @Bean
    static DecoderPostProcessor revocastDecoderPostProcessor(
            ObjectProvider<JwtRevocations> revocations, ObjectProvider<RevocastProperties> properties) {
        return new DecoderPostProcessor(
                revocations, () -> properties.getObject().uncheckedDecoders());
    }

    @Bean
    @Lazy(false) // the proof holds at start, also where the other beans are lazy
    DecoderCoverage revocastDecoderCoverage(
            ConfigurableListableBeanFactory beans, RevocastProperties properties, CoveredDecoders covered) {
        return new DecoderCoverage(
                beans,
                properties.coverage() == RevocastProperties.Coverage.ENFORCE,
                Set.copyOf(properties.uncheckedDecoders()),
                covered);
    }

    private static RoutePolicies routes(RevocastProperties properties) {
        try {
            return RoutePolicies.of(properties.routes().stream()
                    .map(RevocastSecurityAutoConfiguration::route)
                    .toList());
        } catch (IllegalArgumentException e) {
            throw new RevocationListException(
                    RevocationListException.Problem.BAD_SETTING, String.valueOf(e.getMessage()), e);
        }
    }

    /** Not in the settings themselves: there, a misspelt key would be reported as a part that is missing. */
    private static RoutePolicies.Route route(RevocastProperties.Route route) {
        String path = route.path();
        FailurePolicy policy = route.policy();
        if (path == null || policy == null) {
            throw new IllegalArgumentException(
                    "each entry of revocast.routes must have a path and a policy (deny or allow)");
        }
        return new RoutePolicies.Route(path, policy);
    }

    /** The request filters of a servlet application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(
            name = "org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint")
    static class ServletConfiguration {
        private static int securityOrder(Environment environment) {
            return environment.getProperty("spring.security.filter.order", Integer.class, SECURITY_ORDER);
        }

        @Bean
        UnavailableFilter revocastUnavailableFilter(
                JwtRevocations revocations, RevocastProperties properties, Environment environment) {
            return new UnavailableFilter(
                    revocations, routes(properties), properties.retryAfter(), securityOrder(environment) - 10);
        }

        @Bean
        RevokedTokenFilter revocastRevokedTokenFilter(JwtRevocations revocations, Environment environment) {
            return new RevokedTokenFilter(revocations, securityOrder(environment) + 1);
        }
    }

    /** The request filters of a WebFlux application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @ConditionalOnClass(
            name =
                    "org.springframework.security.oauth2.server.resource.web.server.BearerTokenServerAuthenticationEntryPoint")
    static class ReactiveConfiguration {
        @Bean
        @Order(SECURITY_ORDER - 10)
        UnavailableWebFilter revocastUnavailableWebFilter(RevocastProperties properties) {
            return new UnavailableWebFilter(routes(properties), properties.retryAfter(), properties.answerNote());
        }

        @Bean
        @Order(SECURITY_ORDER + 1)
        RevokedTokenWebFilter revocastRevokedTokenWebFilter(JwtRevocations revocations) {
            return new RevokedTokenWebFilter(revocations);
        }
    }
}
