package io.revocast.spring.coverage;

import io.revocast.spring.security.CheckingJwtDecoder;
import io.revocast.spring.security.CheckingReactiveJwtDecoder;
import io.revocast.spring.security.ChecksRevocations;
import io.revocast.spring.security.JwtRevocations;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.util.function.SingletonSupplier;

import java.util.Set;
import java.util.function.Supplier;

/**
 * Wraps every {@link JwtDecoder} and {@link ReactiveJwtDecoder} bean, so that it refuses revoked tokens. A wrapped bean
 * has these interfaces only.
 */
public final class DecoderPostProcessor implements BeanPostProcessor {
    /** Finds the bean once: the context searches anew for each question. */
    private final Supplier<JwtRevocations> revocations;

    private final Supplier<Set<String>> excluded;

    /**
     * A post-processor.
     *
     * @param revocations the check, which is asked for when the first token is decoded
     * @param excluded names of beans that stay unchanged
     */
    public DecoderPostProcessor(ObjectProvider<JwtRevocations> revocations, Supplier<Set<String>> excluded) {
        this.revocations = SingletonSupplier.of(revocations::getObject);
        this.excluded = excluded;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof ChecksRevocations) {
            return bean;
        }
        if (bean instanceof JwtDecoder decoder && !excluded.get().contains(beanName)) {
            return new CheckingJwtDecoder(decoder, revocations);
        }
        if (SecurityTypes.REACTIVE
                && ReactiveDecoders.isUnwrapped(bean)
                && !excluded.get().contains(beanName)) {
            return ReactiveDecoders.wrap(bean, revocations);
        }
        return bean;
    }

    /** Loaded only where Reactor is on the class path. */
    private static final class ReactiveDecoders {
        static boolean isUnwrapped(Object bean) {
            return bean instanceof ReactiveJwtDecoder;
        }

        static Object wrap(Object bean, Supplier<JwtRevocations> revocations) {
            return new CheckingReactiveJwtDecoder((ReactiveJwtDecoder) bean, revocations);
        }
    }
}
