package io.revocast.consumer;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.jspecify.annotations.Nullable;

import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Map;
import java.util.stream.Stream;

import javax.security.auth.login.LoginException;

/**
 * Puts a failure into the words that a person on call reads: what is wrong, and which right, property or file to mend.
 * Decides by type, never by message text, and shows no property's value but addresses and names of files.
 */
final class FailureCause {
    private FailureCause() {}

    static String of(Throwable failure, ListSettings.Source source) {
        if (failure instanceof UnfitTopicException
                || failure instanceof LogChangedException
                || failure instanceof NoLeaderException
                || failure instanceof UnreadableLogException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof UnknownTopicOrPartitionException) {
            return "topic " + source.topic() + " does not exist; the publisher creates it when it starts";
        }
        if (failure instanceof AuthorizationException) {
            return "this client's principal lacks "
                    + (failure instanceof MissingRightException missing ? missing.right() : "READ") + " on topic "
                    + source.topic() + "; grant it READ, which includes DESCRIBE";
        }
        if (failure instanceof AuthenticationException) {
            return notLetIn(failure, source.bootstrapServers());
        }
        if (failure instanceof TimeoutException) {
            return "no broker at " + source.bootstrapServers() + " answered in time; is one up, and does it speak "
                    + source.kafkaProperties().getOrDefault("security.protocol", "PLAINTEXT")
                    + " there (security.protocol)?";
        }
        String unusable = unusableProperties(failure, source.kafkaProperties());
        if (unusable != null) {
            return unusable;
        }
        if (failure instanceof ConfigException || failure.getCause() instanceof ConfigException) {
            return "no address of " + source.bootstrapServers() + " can be resolved";
        }
        return failure.getClass().getSimpleName() + " while reading topic " + source.topic();
    }

    private static String notLetIn(Throwable failure, String servers) {
        if (failure instanceof UnsupportedSaslMechanismException) {
            return "the broker at " + servers + " does not accept the mechanism that sasl.mechanism names";
        }
        if (!(failure instanceof SslAuthenticationException)) {
            return "the broker at " + servers + " refused this client's credentials; check sasl.jaas.config, and "
                    + "whether the user exists";
        }
        if (has(failure, CertificateExpiredException.class) || has(failure, CertificateNotYetValidException.class)) {
            return "the certificate of a broker at " + servers
                    + " is not valid at this time; renew it, or set the clock";
        }
        if (has(failure, CertPathBuilderException.class) || has(failure, CertPathValidatorException.class)) {
            return "the certificate of a broker at " + servers + " is not signed by an authority that this client "
                    + "trusts; check ssl.truststore.location";
        }
        if (has(failure, CertificateException.class)) {
            return "the certificate of a broker at " + servers + " is not for the host name that this client uses; use "
                    + "a name that it has, in bootstrap.servers and in the broker's advertised.listeners";
        }
        return "the broker at " + servers + " refused the TLS handshake; if it wants a certificate from clients, check "
                + "ssl.keystore.location, and that the broker trusts the authority that signed it";
    }

    /** What in this client's own properties keeps it from even trying; null when they are not the reason. */
    private static @Nullable String unusableProperties(Throwable failure, Map<String, String> properties) {
        NoSuchFileException missing = find(failure, NoSuchFileException.class);
        if (missing != null) {
            String property = Stream.of("ssl.truststore.location", "ssl.keystore.location")
                    .filter(name -> missing.getFile().equals(properties.get(name)))
                    .findFirst()
                    .orElse("a Kafka property");
            return property + " names a file that does not exist: " + missing.getFile();
        }
        boolean login = has(failure, LoginException.class) || has(failure, IllegalArgumentException.class);
        if (login && properties.containsKey("sasl.jaas.config")) {
            return "sasl.jaas.config cannot be used; it must read: <login module> required username=\"<name>\" "
                    + "password=\"<password>\"; with the semicolon";
        }
        boolean unreadable =
                has(failure, InvalidConfigurationException.class) || has(failure, GeneralSecurityException.class);
        return unreadable
                ? "this client's TLS stores cannot be used; check that ssl.truststore.* and ssl.keystore.* have the "
                        + "content, the type and the password that they say"
                : null;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return find(failure, type) != null;
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }
}
