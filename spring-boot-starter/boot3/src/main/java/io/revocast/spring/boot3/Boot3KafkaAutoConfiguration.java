package io.revocast.spring.boot3;

import io.revocast.spring.autoconfigure.RevocastAutoConfiguration;
import io.revocast.spring.kafka.KafkaDefaults;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.kafka.KafkaConnectionDetails;
import org.springframework.boot.autoconfigure.kafka.KafkaProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import java.util.Map;

/** The Kafka settings that an application of Spring Boot 3 has under {@code spring.kafka} or as connection details. */
@AutoConfiguration(
        before = RevocastAutoConfiguration.class,
        afterName = "org.springframework.boot.autoconfigure.kafka.KafkaAutoConfiguration")
@ConditionalOnClass(name = "org.springframework.boot.autoconfigure.kafka.KafkaConnectionDetails")
public class Boot3KafkaAutoConfiguration {

    /** An auto-configuration. */
    public Boot3KafkaAutoConfiguration() {}

    /** With Spring Kafka: all of {@code spring.kafka}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.kafka.core.KafkaTemplate")
    static class WithSpringKafka {
        @Bean
        @ConditionalOnMissingBean
        KafkaDefaults revocastKafkaDefaults(
                ObjectProvider<KafkaProperties> properties,
                ObjectProvider<KafkaConnectionDetails> details,
                ObjectProvider<SslBundles> bundles,
                Environment environment) {
            return new Boot3KafkaDefaults(
                    () -> properties.stream()
                            .findFirst()
                            .map(found -> found.buildConsumerProperties(bundles.getIfAvailable()))
                            .orElse(Map.of()),
                    details::getIfAvailable,
                    environment);
        }
    }

    /** Without Spring Kafka: connection details, for example of Testcontainers, and a few properties. */
    @Configuration(proxyBeanMethods = false)
    static class WithoutSpringKafka {
        @Bean
        @ConditionalOnMissingBean
        KafkaDefaults revocastKafkaDefaults(ObjectProvider<KafkaConnectionDetails> details, Environment environment) {
            return new Boot3KafkaDefaults(Map::of, details::getIfAvailable, environment);
        }
    }
}
