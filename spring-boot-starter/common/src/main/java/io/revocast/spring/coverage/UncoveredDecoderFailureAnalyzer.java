package io.revocast.spring.coverage;

import io.revocast.spring.coverage.UncoveredDecoderException.Finding;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Explains how to make every decoder check revocations. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UncoveredDecoderFailureAnalyzer extends AbstractFailureAnalyzer<UncoveredDecoderException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UncoveredDecoderException cause) {
        String description = cause.findings().stream()
                .map(finding -> finding.opaque()
                        ? "Opaque tokens are not checked, because a revocation list cannot know them: " + finding + "."
                        : "A decoder accepts revoked tokens: " + finding + ".")
                .collect(Collectors.joining("\n"));
        List<String> actions = new ArrayList<>();
        if (cause.findings().stream().anyMatch(finding -> !finding.opaque())) {
            actions.add("Declare the decoder as a @Bean, which the starter then wraps. Or inject the bean"
                    + " JwtRevocations and give the decoder a validator: decoder.setJwtValidator("
                    + "new RevocationTokenValidator(revocations, JwtValidators.createDefault())).");
        }
        if (cause.findings().stream().anyMatch(Finding::opaque)) {
            actions.add("The authorization server revokes opaque tokens, and introspection reports it: this library"
                    + " cannot help. Remove the starter, or let the authorization server issue JWTs.");
        }
        actions.add("To start all the same, set revocast.coverage=warn.");
        return new FailureAnalysis(description, String.join("\n", actions), cause);
    }
}
