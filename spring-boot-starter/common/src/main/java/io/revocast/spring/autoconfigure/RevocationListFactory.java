package io.revocast.spring.autoconfigure;

import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationList;
import io.revocast.spring.autoconfigure.RevocationListException.Problem;
import io.revocast.spring.kafka.KafkaDefaults;
import io.revocast.spring.kafka.KafkaSettings;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.Environment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Builds the list from {@code revocast.*}, {@code spring.kafka.*} and connection details. */
final class RevocationListFactory {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationListFactory.class);
    private static final String SECURITY_PROTOCOL = "security.protocol";
    private static final Pattern ADDRESS = Pattern.compile("([A-Z_]+://)?(\\[[0-9a-fA-F:%.]+]|[^\\s:/]+):[0-9]{1,5}");

    private final RevocastProperties properties;
    private final @Nullable KafkaDefaults defaults;
    private final Environment environment;
    private final Function<String, SslBundle> bundles;
    private final Supplier<List<String>> decoders;

    /**
     * A factory.
     *
     * @param bundles finds an SSL bundle by its name
     * @param decoders supplies the names of the decoders that check, for reports
     */
    RevocationListFactory(
            RevocastProperties properties,
            @Nullable KafkaDefaults defaults,
            Environment environment,
            Function<String, SslBundle> bundles,
            Supplier<List<String>> decoders) {
        this.properties = properties;
        this.defaults = defaults;
        this.environment = environment;
        this.bundles = bundles;
        this.decoders = decoders;
    }

    /** Returns a list that is not started; throws {@link RevocationListException} for settings that cannot work. */
    RevocationList create() {
        SettingNames.misspeltVariables(environment).forEach(LOG::warn);
        try {
            return builder().build();
        } catch (IllegalArgumentException | KafkaException e) {
            throw new RevocationListException(Problem.BAD_SETTING, String.valueOf(e.getMessage()), e);
        }
    }

    private RevocationList.Builder builder() {
        Map<String, Object> kafka = kafkaProperties();
        Object servers = kafka.remove(KafkaSettings.BOOTSTRAP_SERVERS);
        if (servers == null || servers.toString().isBlank()) {
            throw new RevocationListException(
                    Problem.NO_ADDRESS,
                    String.join(
                            "; ",
                            Stream.concat(
                                            Stream.of("neither revocast.bootstrap-servers nor"
                                                    + " spring.kafka.bootstrap-servers is set"),
                                            SettingNames.misspeltVariables(environment).stream())
                                    .toList()));
        }
        requireAddresses(servers.toString());
        RevocationList.Builder builder = RevocationList.builder()
                .bootstrapServers(servers.toString())
                .topic(properties.topic())
                .kafkaProperties(kafka)
                .failurePolicy(properties.failurePolicy())
                .maxStaleness(properties.maxStaleness())
                .freshness(properties.freshness())
                .longestTokenLifetime(properties.longestTokenLifetime())
                .margin(properties.margin())
                .requiredClaims(properties.requiredClaims().toArray(String[]::new));
        Long maxEntries = properties.maxEntries();
        if (maxEntries != null) {
            builder.maxEntries(maxEntries);
        }
        if (properties.answerNote()) {
            builder.keepNotes(properties.noteMemory().toBytes());
        }
        if (properties.report().isOn()) {
            builder.reporting(reporting(properties.report()));
        }
        return builder;
    }

    private Reporting reporting(RevocastProperties.Report report) {
        String service =
                report.service() == null ? environment.getProperty("spring.application.name", "") : report.service();
        if (service.isBlank()) {
            throw new IllegalArgumentException("reports need the name of the service; set revocast.report.service,"
                    + " or spring.application.name");
        }
        Reporting reporting = Reporting.as(service)
                .withTopic(report.topic())
                .withMaxPerSecond(report.maxPerSecond())
                .withPeriod(report.period())
                .withDecoders(decoders);
        String instance = report.instance();
        return instance == null ? reporting : reporting.withInstance(instance);
    }

    /** Kafka would find out in the background only, and try again for ever. */
    private static void requireAddresses(String servers) {
        for (String address : servers.split(",", -1)) {
            if (!ADDRESS.matcher(address.trim()).matches()) {
                throw new IllegalArgumentException("each address of bootstrap.servers must be host:port, such as"
                        + " kafka:9092: \"" + address.trim() + "\" in " + servers);
            }
        }
    }

    private Map<String, Object> kafkaProperties() {
        Map<String, Object> all = new HashMap<>();
        boolean ownAddress = !properties.bootstrapServers().isEmpty();
        // An address of its own may be another cluster, with other security: spring.kafka.* is left out then.
        if (!ownAddress) {
            all.putAll(KafkaSettings.shared(
                    defaults == null ? KafkaSettings.fromEnvironment(environment) : defaults.consumerProperties(),
                    bundles));
        }
        String bundle = properties.ssl().bundle();
        if (bundle != null) {
            all.putIfAbsent(SECURITY_PROTOCOL, "SSL");
            all.putAll(KafkaSettings.ofBundle(bundle, bundles));
        }
        all.putAll(properties.kafka().properties());
        if (ownAddress) {
            all.put(KafkaSettings.BOOTSTRAP_SERVERS, String.join(",", properties.bootstrapServers()));
        }
        return all;
    }
}
