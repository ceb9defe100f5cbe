package io.revocast.spring.boot3;

import io.revocast.consumer.RevocationList;
import io.revocast.spring.autoconfigure.RevocastAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The health contribution of the list in Spring Boot 3, and its membership in the readiness group. */
@AutoConfiguration(
        after = RevocastAutoConfiguration.class,
        // That one adds the readiness group, with the same order.
        afterName = "org.springframework.boot.actuate.autoconfigure.availability.AvailabilityProbesAutoConfiguration")
@ConditionalOnClass(
        name = {
            "org.springframework.boot.actuate.health.HealthIndicator",
            "org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator"
        })
@ConditionalOnBean(RevocationList.class)
public class Boot3HealthAutoConfiguration {

    /** An auto-configuration. */
    public Boot3HealthAutoConfiguration() {}

    @Bean
    @ConditionalOnEnabledHealthIndicator("revocation")
    Boot3RevocationHealth revocationHealthIndicator(RevocationList list) {
        return new Boot3RevocationHealth(list);
    }

    @Bean
    @ConditionalOnEnabledHealthIndicator("revocation")
    static Boot3ReadinessGroup revocationReadinessGroup(Environment environment) {
        return new Boot3ReadinessGroup(environment);
    }
}
