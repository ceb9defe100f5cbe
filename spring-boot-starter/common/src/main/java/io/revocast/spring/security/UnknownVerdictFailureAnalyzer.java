package io.revocast.spring.security;

import io.revocast.spring.TokenRevocationUnknownException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Explains an unknown verdict on a token that the application decodes while it starts. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownVerdictFailureAnalyzer extends AbstractFailureAnalyzer<TokenRevocationUnknownException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, TokenRevocationUnknownException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".", "Cause and fix: " + UnknownVerdictAdvice.of(cause.reason()), cause);
    }
}
