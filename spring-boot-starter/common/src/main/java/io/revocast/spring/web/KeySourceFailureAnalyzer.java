package io.revocast.spring.web;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;

/** Explains that a decoder cannot fetch its keys or the metadata of its issuer. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class KeySourceFailureAnalyzer extends AbstractFailureAnalyzer<JwtException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, JwtException cause) {
        if (cause instanceof BadJwtException) {
            return null;
        }
        return new FailureAnalysis(
                "A decoder could not verify a token: " + cause.getMessage() + ".",
                "Check that this service reaches the address in spring.security.oauth2.resourceserver.jwt.jwk-set-uri or"
                        + " issuer-uri. Until it does, the starter answers 503, and clients keep their tokens.",
                cause);
    }
}
