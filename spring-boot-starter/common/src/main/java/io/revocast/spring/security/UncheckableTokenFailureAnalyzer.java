package io.revocast.spring.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Explains a token that no list can check, which the application decodes while it starts. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UncheckableTokenFailureAnalyzer extends AbstractFailureAnalyzer<UncheckableTokenException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UncheckableTokenException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".", "Cause and fix: " + UnknownVerdictAdvice.of(cause.reason()), cause);
    }
}
