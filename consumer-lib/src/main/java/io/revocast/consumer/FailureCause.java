package io.revocast.consumer;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Puts a failure into the words that a person on call reads. Decides by type, never by message text. */
final class FailureCause {
    private FailureCause() {}

    static String of(Throwable failure, ListSettings.Source source) {
        if (failure instanceof UnfitTopicException
                || failure instanceof LogChangedException
                || failure instanceof NoLeaderException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof UnknownTopicOrPartitionException) {
            return "topic " + source.topic() + " does not exist; the publisher creates it when it starts";
        }
        if (failure instanceof AuthorizationException) {
            return "this client may not read topic " + source.topic() + "; it needs READ and DESCRIBE on it";
        }
        if (failure instanceof SslAuthenticationException) {
            return "the TLS handshake with " + source.bootstrapServers()
                    + " failed; check the truststore, the key store and the broker's host name";
        }
        if (failure instanceof AuthenticationException) {
            return "the broker at " + source.bootstrapServers() + " refused this client's credentials";
        }
        if (failure instanceof TimeoutException) {
            return "no broker at " + source.bootstrapServers() + " answered in time";
        }
        if (failure instanceof ConfigException || failure.getCause() instanceof ConfigException) {
            return "no address of " + source.bootstrapServers() + " can be resolved";
        }
        return failure.getClass().getSimpleName() + " while reading topic " + source.topic();
    }
}
