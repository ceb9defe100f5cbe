package io.revocast.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Explains settings that cannot make a revocation list. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RevocationListFailureAnalyzer extends AbstractFailureAnalyzer<RevocationListException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RevocationListException cause) {
        return switch (cause.problem()) {
            case NO_ADDRESS ->
                new FailureAnalysis(
                        "The revocation list does not know the Kafka brokers: " + cause.getMessage() + ".", """
                    Set revocast.bootstrap-servers=host:port, or spring.kafka.bootstrap-servers.
                    In tests, use @AutoConfigureRevocations, which needs no Kafka.
                    On a laptop without Kafka, declare a FakeRevocations bean in a profile of its own, \
                    or set revocast.enabled=false: the application then accepts revoked tokens.""", cause);
            case BAD_SETTING ->
                new FailureAnalysis(
                        "The revocation list cannot work with these settings: " + cause.getMessage() + ".",
                        "Correct the setting. Its name under revocast is in kebab case, maxStaleness is"
                                + " revocast.max-staleness for example. Properties of Kafka come from"
                                + " revocast.kafka.properties, and from spring.kafka where revocast.bootstrap-servers is not set.",
                        cause);
            case CLOSED ->
                new FailureAnalysis(
                        "The revocation list cannot serve: " + cause.getMessage() + ".",
                        "Remove your call of RevocationList.close(). The application context closes the list after the web"
                                + " server has stopped.",
                        cause);
        };
    }
}
