package io.revocast.spring.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** Warns at each start of an application that set {@code revocast.enabled=false}. */
@AutoConfiguration
@ConditionalOnProperty(prefix = "revocast", name = "enabled", havingValue = "false")
@EnableConfigurationProperties(RevocastProperties.class)
public class RevocastDisabledAutoConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(RevocastDisabledAutoConfiguration.class);

    /** An auto-configuration. */
    public RevocastDisabledAutoConfiguration() {}

    @Bean
    @Lazy(false) // a warning that comes late is no warning
    SmartInitializingSingleton revocastDisabledWarning() {
        return () -> LOG.warn("revocast.enabled is false: THIS APPLICATION ACCEPTS REVOKED TOKENS."
                + " Remove the property wherever tokens of real users arrive");
    }
}
