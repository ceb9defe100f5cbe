package io.revocast.spring.autoconfigure;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.spring.kafka.KafkaDefaults;
import io.revocast.spring.security.CoveredDecoders;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The list, its lifecycle and its application events. A {@link RevocationList} bean of the application wins. */
@AutoConfiguration
@ConditionalOnProperty(prefix = "revocast", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(RevocastProperties.class)
public class RevocastAutoConfiguration {

    /** An auto-configuration. */
    public RevocastAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(RevocationList.class)
    RevocationList revocationList(
            RevocastProperties properties,
            ObjectProvider<KafkaDefaults> defaults,
            Environment environment,
            CoveredDecoders decoders) {
        return new RevocationListFactory(properties, defaults.getIfAvailable(), environment, decoders::names).create();
    }

    @Bean
    CoveredDecoders revocastCoveredDecoders() {
        return new CoveredDecoders();
    }

    @Bean
    ApplicationEventListener revocastApplicationEventListener(ApplicationEventPublisher events) {
        return new ApplicationEventListener(events);
    }

    @Bean
    RevocationListLifecycle revocationListLifecycle(
            RevocationList list,
            ObjectProvider<RevocationListener> listeners,
            RevocastProperties properties,
            ConfigurableApplicationContext context) {
        return new RevocationListLifecycle(
                list, listeners.orderedStream().toList(), properties.waitForReplay(), context.getApplicationStartup());
    }
}
