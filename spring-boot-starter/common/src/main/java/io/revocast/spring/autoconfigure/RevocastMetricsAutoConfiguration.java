package io.revocast.spring.autoconfigure;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.revocast.consumer.RevocationList;
import io.revocast.metrics.KafkaReaderMetrics;
import io.revocast.metrics.RevocationMetrics;
import io.revocast.spring.security.JwtRevocations;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

import java.util.function.ToDoubleFunction;

/** The meters of the list, which Spring Boot binds to its registries. */
@AutoConfiguration(after = {RevocastAutoConfiguration.class, RevocastSecurityAutoConfiguration.class})
@ConditionalOnClass(name = "io.micrometer.core.instrument.binder.MeterBinder")
@ConditionalOnBean(RevocationList.class)
public class RevocastMetricsAutoConfiguration {

    /** Spring Kafka then adds a tag to the meters of its clients, and meters of one name need the same tags. */
    private static final boolean SPRING_KAFKA =
            ClassUtils.isPresent("org.springframework.kafka.core.MicrometerConsumerListener", null);

    /** An auto-configuration. */
    public RevocastMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    RevocationMetrics revocationMetrics(RevocationList list) {
        return new RevocationMetrics(list);
    }

    /** What the Kafka consumer of the list measures. A bean of the application wins. */
    @Bean
    @ConditionalOnMissingBean
    KafkaReaderMetrics revocationKafkaMetrics(RevocationList list) {
        return new KafkaReaderMetrics(list, SPRING_KAFKA ? Tags.of("spring.id", "revocationList") : Tags.empty());
    }

    /** What routes decided, where Spring Security verifies tokens. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.security.oauth2.jwt.JwtDecoder")
    @ConditionalOnBean(JwtRevocations.class)
    static class RouteConfiguration {
        @Bean
        MeterBinder revocastRouteMetrics(JwtRevocations revocations) {
            return registry -> {
                bind(registry, "allow", revocations, JwtRevocations::countAllowedByRoute);
                bind(registry, "deny", revocations, JwtRevocations::countDeniedByRoute);
            };
        }

        private static void bind(
                MeterRegistry registry,
                String policy,
                JwtRevocations revocations,
                ToDoubleFunction<JwtRevocations> count) {
            FunctionCounter.builder("revocast.checks.by.route", revocations, count)
                    .description("Unknown verdicts for which the policy of a route decided, not that of the list")
                    .tag("policy", policy)
                    .register(registry);
        }
    }
}
