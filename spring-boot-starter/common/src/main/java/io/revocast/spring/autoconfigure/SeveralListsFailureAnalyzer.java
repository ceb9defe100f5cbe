package io.revocast.spring.autoconfigure;

import io.revocast.consumer.RevocationList;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;

/** Explains that the starter cannot choose between two lists. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SeveralListsFailureAnalyzer extends AbstractFailureAnalyzer<NoUniqueBeanDefinitionException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoUniqueBeanDefinitionException cause) {
        ResolvableType type = cause.getResolvableType();
        if (type == null || !RevocationList.class.isAssignableFrom(type.toClass())) {
            return null;
        }
        return new FailureAnalysis(
                "The application has several RevocationList beans, and the starter checks tokens against one: "
                        + cause.getBeanNamesFound() + ".",
                "Mark the list that checks tokens with @Primary, or remove the others."
                        + " For two topics, check the second list in your own OAuth2TokenValidator.",
                cause);
    }
}
