package io.revocast.spring.boot4;

import io.revocast.consumer.RevocationList;
import io.revocast.spring.autoconfigure.RevocastAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The health contribution of the list in Spring Boot 4, and its membership in the readiness group. */
@AutoConfiguration(
        after = RevocastAutoConfiguration.class,
        // That one adds the readiness group, with the same order.
        afterName =
                "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration")
@ConditionalOnClass(
        name = {
            "org.springframework.boot.health.contributor.HealthIndicator",
            "org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator"
        })
@ConditionalOnBean(RevocationList.class)
public class Boot4HealthAutoConfiguration {

    /** An auto-configuration. */
    public Boot4HealthAutoConfiguration() {}

    @Bean
    @ConditionalOnEnabledHealthIndicator("revocation")
    Boot4RevocationHealth revocationHealthIndicator(RevocationList list) {
        return new Boot4RevocationHealth(list);
    }

    @Bean
    @ConditionalOnEnabledHealthIndicator("revocation")
    static Boot4ReadinessGroup revocationReadinessGroup(Environment environment) {
        return new Boot4ReadinessGroup(environment);
    }
}
