package io.revocast.spring.coverage;

import io.revocast.spring.coverage.UncoveredDecoderException.Finding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.type.MethodMetadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Proves at start that every decoder of the application refuses revoked tokens, or refuses the start.
 *
 * <p>Decoders that are beans are wrapped. This class looks for others: in the filter chains and authentication providers
 * at any depth, and in the fields of every other bean. It reads fields and calls no code of the application.
 */
public final class DecoderCoverage implements SmartInitializingSingleton {
    private static final Logger LOG = LoggerFactory.getLogger(DecoderCoverage.class);

    private final ConfigurableListableBeanFactory beans;
    private final boolean enforce;
    private final Set<String> excluded;
    private final CoveredDecoders covered;

    /**
     * A proof.
     *
     * @param enforce whether an uncovered decoder refuses the start; a warning is logged otherwise
     * @param excluded names of decoder beans that need not check
     * @param covered learns which decoders check
     */
    public DecoderCoverage(
            ConfigurableListableBeanFactory beans, boolean enforce, Set<String> excluded, CoveredDecoders covered) {
        this.beans = beans;
        this.enforce = enforce;
        this.excluded = excluded;
        this.covered = covered;
    }

    @Override
    public void afterSingletonsInstantiated() {
        createLazyBeans();
        List<Finding> findings = new ArrayList<>();
        DecoderSearch search = new DecoderSearch(findings::add);
        for (String name : beans.getSingletonNames()) {
            Object bean = beans.getSingleton(name);
            if (excluded.contains(name)) {
                search.exclude(bean);
            }
        }
        for (String name : beans.getSingletonNames()) {
            Object bean = beans.getSingleton(name);
            if (bean != null && !excluded.contains(name)) {
                String declaration = declaration(name);
                search.bean(name, declaration, bean);
                Object target = AopProxyUtils.getSingletonTarget(bean);
                if (target != null) {
                    search.bean(name, declaration, target);
                }
            }
        }
        covered.found(search.covered());
        report(findings, covered.names());
    }

    /** Returns the method that declares a bean, such as {@code com.example.Security.decoder()}; null when none does. */
    private @Nullable String declaration(String name) {
        if (beans.containsBeanDefinition(name)
                && beans.getBeanDefinition(name) instanceof AnnotatedBeanDefinition definition) {
            MethodMetadata method = definition.getFactoryMethodMetadata();
            return method == null ? null : method.getDeclaringClassName() + "." + method.getMethodName() + "()";
        }
        return null;
    }

    /** An application whose beans are lazy has no filter chain yet, and no decoder. */
    private void createLazyBeans() {
        for (Class<?> type : DecoderTypes.roots()) {
            for (String name : beans.getBeanNamesForType(type, false, false)) {
                if (beans.containsBeanDefinition(name)
                        && beans.getBeanDefinition(name).isLazyInit()) {
                    beans.getBean(name);
                }
            }
        }
    }

    private void report(List<Finding> findings, List<String> decoders) {
        if (!findings.isEmpty() && enforce) {
            throw new UncoveredDecoderException(findings);
        }
        findings.forEach(
                finding -> LOG.warn("revoked tokens are accepted by {}, because revocast.coverage is warn", finding));
        if (!decoders.isEmpty()) {
            LOG.info(
                    "decoders that refuse revoked tokens, {} in all: {}", decoders.size(), String.join(", ", decoders));
        }
        if (findings.isEmpty() && decoders.isEmpty()) {
            LOG.warn("no JwtDecoder was found, so the starter checks no token. Set"
                    + " spring.security.oauth2.resourceserver.jwt.issuer-uri, or call RevocationList.check"
                    + " yourself");
        }
    }
}
