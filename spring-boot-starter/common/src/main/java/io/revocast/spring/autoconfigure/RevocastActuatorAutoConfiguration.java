package io.revocast.spring.autoconfigure;

import io.revocast.consumer.RevocationList;
import io.revocast.spring.actuate.RevocastInfoContributor;
import io.revocast.spring.actuate.RevocationsEndpoint;
import io.revocast.spring.coverage.CoveredDecoders;
import io.revocast.spring.security.JwtRevocations;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The Actuator endpoint and the info contribution. The health contribution belongs to each Spring Boot line. */
@AutoConfiguration(after = RevocastAutoConfiguration.class)
@ConditionalOnClass(
        name = {
            "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
            "org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint"
        })
@EnableConfigurationProperties(RevocastProperties.class)
public class RevocastActuatorAutoConfiguration {

    /** An auto-configuration. */
    public RevocastActuatorAutoConfiguration() {}

    @Bean
    @ConditionalOnEnabledInfoContributor("revocast")
    RevocastInfoContributor revocastInfoContributor(
            ObjectProvider<RevocationList> list, RevocastProperties properties) {
        return new RevocastInfoContributor(
                properties.enabled() ? list.getIfAvailable() : null,
                Map.of(
                        "topic", properties.topic(),
                        "failurePolicy", properties.failurePolicy().name().toLowerCase(Locale.ROOT),
                        "maxStaleness", properties.maxStaleness().toString()));
    }

    /** The endpoint, where there is a list. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(RevocationList.class)
    static class EndpointConfiguration {
        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnAvailableEndpoint
        RevocationsEndpoint revocationsEndpoint(RevocationList list, ObjectProvider<SecurityDetails> security) {
            return new RevocationsEndpoint(
                    list,
                    Clock.systemUTC(),
                    () -> security.stream()
                            .findFirst()
                            .map(SecurityDetails::details)
                            .orElse(Map.of()));
        }
    }

    /** What Spring Security adds to the endpoint. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.security.oauth2.jwt.JwtDecoder")
    @ConditionalOnBean(RevocationList.class)
    static class SecurityDetailsConfiguration {
        @Bean
        SecurityDetails revocastSecurityDetails(
                ObjectProvider<CoveredDecoders> decoders, ObjectProvider<JwtRevocations> revocations) {
            return () -> {
                Map<String, Object> details = new LinkedHashMap<>();
                decoders.ifAvailable(covered -> {
                    details.put("decodersCovered", covered.names().size());
                    details.put("coveredDecoders", covered.names());
                });
                revocations.ifAvailable(check -> {
                    details.put("unknownAllowedByRoute", check.countAllowedByRoute());
                    details.put("unknownDeniedByRoute", check.countDeniedByRoute());
                });
                return details;
            };
        }
    }

    /** Further entries of the endpoint's status. */
    @FunctionalInterface
    interface SecurityDetails {
        Map<String, Object> details();
    }
}
