package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.topic.MissingRightException;
import io.revocast.consumer.internal.topic.NoLeaderException;
import io.revocast.consumer.internal.topic.UnreachableException;
import io.revocast.consumer.internal.topic.UnusableTopicException;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
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
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.security.auth.login.LoginException;

/**
 * Describes a failure for a person on call: what is wrong, and which permission, property or file to correct. Decides
 * by type, not by message text. Of property values it shows addresses and names of files and classes only.
 */
final class FailureCause {
    private static final String JAAS_FORM =
            "<login module> required username=\"<name>\" password=\"<password>\"; with the semicolon";

    private FailureCause() {}

    static String of(Throwable failure, ListSettings.Source source) {
        if (failure instanceof UnusableTopicException
                || failure instanceof LogChangedException
                || failure instanceof NoLeaderException
                || failure instanceof UnreachableException
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
        ConfigException refused = find(failure, ConfigException.class);
        if (refused != null) {
            return refusedProperties(refused, source);
        }
        Throwable root = rootOf(failure);
        return "reading topic " + source.topic() + " failed: "
                + failure.getClass().getName()
                + (failure.getCause() == null
                        ? ""
                        : ", caused by " + root.getClass().getName())
                + "; the log has the stack trace at level DEBUG";
    }

    /** Kafka checks most properties when a client is made; of its words only the names of properties are repeated. */
    private static String refusedProperties(ConfigException refused, ListSettings.Source source) {
        String words = String.valueOf(refused.getMessage());
        String names = Stream.concat(AdminClientConfig.configNames().stream(), ConsumerConfig.configNames().stream())
                .filter(name -> Pattern.compile("(?<![a-z.])" + Pattern.quote(name) + "(?![a-z]|\\.[a-z])")
                        .matcher(words)
                        .find())
                .filter(name -> !name.equals("bootstrap.servers"))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? "no address of " + source.bootstrapServers() + " can be resolved"
                : "Kafka's client refused the values of " + names;
    }

    private static Throwable rootOf(Throwable failure) {
        return chain(failure).reduce((outer, cause) -> cause).orElse(failure);
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
        ClassNotFoundException noClass = find(failure, ClassNotFoundException.class);
        String className = noClass == null ? "" : String.valueOf(noClass.getMessage());
        String named = propertyThatNames(className, properties);
        if (!className.isEmpty() && named != null) {
            return named + " names a class that is not on the class path: " + className;
        }
        boolean login = has(failure, LoginException.class) || has(failure, IllegalArgumentException.class);
        if (login && properties.containsKey("sasl.jaas.config")) {
            return "sasl.jaas.config cannot be used; it must read: " + JAAS_FORM;
        }
        String protocol = properties.getOrDefault("security.protocol", "PLAINTEXT");
        if (login && protocol.toUpperCase(Locale.ROOT).startsWith("SASL_")) {
            return "security.protocol is " + protocol + ", and sasl.jaas.config is not set; set it to: " + JAAS_FORM;
        }
        boolean unreadable =
                has(failure, InvalidConfigurationException.class) || has(failure, GeneralSecurityException.class);
        return unreadable
                ? "this client's TLS stores cannot be used; check that ssl.truststore.* and ssl.keystore.* have the "
                        + "content, the type and the password that they say"
                : null;
    }

    /** The property of which a class is the value, or one of several. */
    private static @Nullable String propertyThatNames(String className, Map<String, String> properties) {
        return properties.entrySet().stream()
                .filter(property -> Stream.of(property.getValue().split(",", -1))
                        .map(String::strip)
                        .anyMatch(className::equals))
                .map(Map.Entry::getKey)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return find(failure, type) != null;
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        return chain(failure)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
