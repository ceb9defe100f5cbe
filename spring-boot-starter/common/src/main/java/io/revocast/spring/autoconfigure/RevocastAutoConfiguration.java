package io.revocast.spring.autoconfigure;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.spring.coverage.CoveredDecoders;
import io.revocast.spring.kafka.KafkaDefaults;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
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
            ObjectProvider<SslBundles> bundles,
            CoveredDecoders decoders) {
        return new RevocationListFactory(
                        properties,
                        defaults.getIfAvailable(),
                        environment,
                        name -> bundle(bundles.getIfAvailable(), name),
                        decoders::names)
                .create();
    }

    private static SslBundle bundle(@Nullable SslBundles bundles, String name) {
        if (bundles == null) {
            throw new NoSuchSslBundleException(name, "the application has no SSL bundles");
        }
        return bundles.getBundle(name);
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
