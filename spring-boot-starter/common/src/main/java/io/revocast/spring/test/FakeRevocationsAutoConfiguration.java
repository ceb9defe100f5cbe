package io.revocast.spring.test;

import io.revocast.spring.autoconfigure.RevocastAutoConfiguration;
import io.revocast.spring.autoconfigure.RevocastProperties;
import io.revocast.testing.FakeRevocations;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** A list without Kafka, for {@link AutoConfigureRevocations}. No application has it otherwise. */
@AutoConfiguration(before = RevocastAutoConfiguration.class)
@EnableConfigurationProperties(RevocastProperties.class)
public class FakeRevocationsAutoConfiguration {

    /** An auto-configuration. */
    public FakeRevocationsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    FakeRevocations fakeRevocations(RevocastProperties properties) {
        return new FakeRevocations(properties.failurePolicy());
    }
}
