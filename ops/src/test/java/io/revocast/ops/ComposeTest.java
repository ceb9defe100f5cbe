package io.revocast.ops;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.config.Sources;
import io.revocast.demo.story.Secrets;
import io.revocast.embedded.TestAuthority;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;

/** The compose files: the images are built elsewhere, and what they pass to them fits. */
class ComposeTest {
    private static final String DEFAULT = "docker-compose.yml";
    private static final String PRODUCTION = "docker-compose.production.yml";

    /** As the image sets them. */
    private static final Map<String, String> IMAGE = Map.of(
            "REVOCAST_HTTP_HOST", "0.0.0.0",
            "REVOCAST_HTTP_MANAGEMENT_HOST", "0.0.0.0",
            "REVOCAST_HTTP_MANAGEMENT_PORT", "9464");

    private static JsonNode services(String file) throws IOException {
        return ProjectFiles.document(file).get("services");
    }

    /** Returns the settings that a command passes with {@code --set}. */
    private static Map<String, String> flags(JsonNode service) {
        Map<String, String> flags = new HashMap<>();
        for (JsonNode argument : service.get("command")) {
            String text = argument.textValue();
            if (text.startsWith("--set=")) {
                String[] keyAndValue = text.substring("--set=".length()).split("=", 2);
                flags.put(keyAndValue[0], keyAndValue[1]);
            }
        }
        return flags;
    }

    @Test
    void thePublisherAcceptsItsSettings(@TempDir Path directory) throws Exception {
        JsonNode secrets = services(DEFAULT).get("secrets").get("command");
        Secrets.main(new String[] {
            directory.toString(), secrets.get(1).textValue(), secrets.get(2).textValue()
        });
        Map<String, String> flags = flags(services(DEFAULT).get("publisher"));

        PublisherConfig config = PublisherConfig.load(
                new Sources(flags, Map.of(), IMAGE, directory.resolve("publisher.properties")), false);

        assertThat(config.http().isPlainText()).isTrue();
        assertThat(flags).containsKey("kafka.bootstrap.servers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"publisher-1", "publisher-2"})
    void thePublishersOfProductionAcceptTheirSettings(String name, @TempDir Path directory) throws Exception {
        JsonNode publisher = services(PRODUCTION).get(name);
        Secrets.main(
                new String[] {directory.toString(), "http://demo-1:8081", "http://demo-1:8081/.well-known/jwks.json"});
        try (TestAuthority authority = new TestAuthority()) {
            TestAuthority.Identity identity = authority.issue("publisher", "dns:" + name);
            Files.writeString(directory.resolve("tls.crt"), identity.chain());
            Files.writeString(directory.resolve("tls.key"), identity.key());
        }
        Files.writeString(
                directory.resolve("sasl.jaas.config"),
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\"p\";\n");
        UnaryOperator<String> local = path -> path.replace("/run/publishers", directory.toString());
        Map<String, String> flags = new HashMap<>();
        flags(publisher).forEach((key, value) -> flags.put(key, local.apply(value)));
        Map<String, String> environment = new HashMap<>(IMAGE);
        publisher
                .get("environment")
                .properties()
                .forEach(variable -> environment.put(
                        variable.getKey(), local.apply(variable.getValue().textValue())));

        PublisherConfig config = PublisherConfig.load(
                new Sources(flags, Map.of(), environment, directory.resolve("publisher.properties")), false);

        assertThat(config.http().isPlainText()).isFalse();
        assertThat(flags)
                .containsEntry("kafka.properties.security.protocol", "SASL_SSL")
                .containsEntry("kafka.properties.sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("topic.provision", "verify");
        assertThat(environment).containsKey("REVOCAST_KAFKA_PROPERTIES_SASL_JAAS_CONFIG_FILE");
    }

    @Test
    void brokersOfProductionNeedPasswordsAndDenyWhatNothingAllows() throws IOException {
        for (int number = 1; number <= 3; number++) {
            JsonNode broker = services(PRODUCTION).get("kafka-" + number).get("environment");

            assertThat(broker.get("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP").textValue())
                    .contains("CLIENTS:SASL_SSL")
                    .doesNotContain("PLAINTEXT");
            assertThat(broker.get("KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND").textValue())
                    .isEqualTo("false");
            assertThat(broker.get("KAFKA_MIN_INSYNC_REPLICAS").asInt()).isEqualTo(2);
            assertThat(broker.get("KAFKA_SUPER_USERS").textValue()).doesNotContain("revocast");
        }
    }

    /** A volume of secrets is for one role, and only the container that makes them may write it. */
    @Test
    void eachRoleOfProductionSeesItsOwnSecretsOnly() throws IOException {
        Map<String, String> allowed = Map.of(
                "kafka", "brokers", "kafka-setup", "administrator", "publisher", "publishers", "demo", "services");
        services(PRODUCTION).properties().forEach(service -> {
            String role = service.getKey().replaceFirst("-\\d$", "");
            if (role.equals("secrets")) {
                return;
            }
            for (JsonNode volume : service.getValue().get("volumes")) {
                String[] parts = volume.textValue().split(":", 3);
                if (parts[1].startsWith("/run/")) {
                    assertThat(parts[0]).as(service.getKey()).isEqualTo(allowed.get(role));
                    assertThat(parts).as(service.getKey()).hasSize(3).endsWith("ro");
                }
            }
        });
    }

    @Test
    void kafkaInProductionHasThePermissionsOfTheDocumentation() throws IOException {
        String script = ProjectFiles.text("ops/containers/production-kafka.sh");
        String page = ProjectFiles.text("docs/production-kafka.md");

        assertThat(script)
                .contains("allow revocast-reader --operation Read --operation DescribeConfigs "
                        + "--topic revocast.revocations\n")
                .contains("allow revocast-reader --operation Write --topic revocast.status\n");
        assertThat(script.lines().filter(line -> line.startsWith("allow revocast-reader")))
                .hasSize(2);
        // The same settings of topics.
        assertThat(script.lines().map(String::strip).filter(line -> line.startsWith("--config")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(page).contains(line));
    }

    @ParameterizedTest
    @CsvSource({
        DEFAULT + ", 'publisher demo-1 demo-2 demo-3 orders sidecar nginx prometheus grafana'",
        PRODUCTION + ", 'publisher-1 publisher-2 demo-1 demo-2 demo-3'"
    })
    void ownContainersAreHardenedAndBounded(String file, String names) throws IOException {
        for (String name : names.split(" ", -1)) {
            JsonNode service = services(file).get(name);

            assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
            assertThat(service.path("cap_drop").path(0).asText()).as(name).isEqualTo("ALL");
            assertThat(service.path("restart").asText()).as(name).isEqualTo("unless-stopped");
            assertThat(service.path("mem_limit").asText()).as(name).isNotEmpty();
            assertThat(service.path("logging").path("options").path("max-size").asText())
                    .as(name)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {DEFAULT, PRODUCTION})
    void everyPortIsPublishedOnLoopbackAndCanBeChanged(String file) throws IOException {
        for (JsonNode service : services(file)) {
            for (JsonNode port : service.path("ports")) {
                assertThat(port.textValue()).matches("127\\.0\\.0\\.1:\\$\\{REVOCAST_[A-Z0-9_]+:-\\d+}:\\d+");
            }
        }
    }
}
