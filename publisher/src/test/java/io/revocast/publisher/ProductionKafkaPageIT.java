package io.revocast.publisher;

import io.revocast.config.Sources;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.ListOptions;
import io.revocast.embedded.SecureKafka;
import io.revocast.event.Target;
import io.revocast.event.internal.ReportCodec;
import io.revocast.event.internal.TopicSettings;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.kafka.topic.AuditTopicPlan;
import io.revocast.publisher.kafka.topic.StatusTopicPlan;
import io.revocast.publisher.settings.AuditSettings;
import io.revocast.publisher.settings.PublisherConfig;
import kafka.admin.ConfigCommand;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.AclCommand;
import org.apache.kafka.tools.TopicCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Does what {@code docs/production-kafka.md} says, with Kafka's own tools, and looks whether it works. */
class ProductionKafkaPageIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TOPIC = TopicSettings.DEFAULT_TOPIC;
    private static final String KEY = ApiKey.generate();
    private static final String PASSWORD = "p4ssword";
    private static final String JAAS = "sasl.jaas.config";
    private static final Map<String, Consumer<String[]>> TOOLS = Map.of(
            "kafka-acls.sh", AclCommand::main,
            "kafka-configs.sh", ConfigCommand::main,
            "kafka-topics.sh", TopicCommand::main);

    @TempDir
    private static Path directory;

    private static DocumentedPage page;
    private static SecureKafka kafka;

    @BeforeAll
    static void doWhatThePageSays() throws IOException {
        page = DocumentedPage.read("production-kafka.md");
        kafka = SecureKafka.start(page.properties("server.properties"));
        kafka.setPassword("admin", PASSWORD);
        write("admin.properties", lines(kafka.withPassword("admin", PASSWORD)));
        write("deploy.properties", lines(kafka.withPassword("revocast-deploy", PASSWORD)));
        for (String user : List.of("reader", "publisher", "deploy")) {
            write(user + "-password.properties", here(lines(page.properties("reader-password.properties"))));
        }
        page.commands().forEach(ProductionKafkaPageIT::run);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static String lines(Map<String, String> properties) {
        StringBuilder lines = new StringBuilder();
        properties.forEach((name, value) -> lines.append(name)
                .append('=')
                .append(value.replace("\n", "\\n"))
                .append('\n'));
        return lines.toString();
    }

    /** Runs a command as Kafka's script of that name would. */
    private static void run(List<String> command) {
        String[] arguments = command.stream()
                .skip(1)
                .map(ProductionKafkaPageIT::here)
                .map(word ->
                        word.endsWith(".properties") ? directory.resolve(word).toString() : word)
                .toArray(String[]::new);
        // A tool that is done ends its process, and takes it for a failure that it could not: the first status counts.
        List<Integer> statuses = new ArrayList<>();
        Exit.setExitProcedure((status, message) -> {
            statuses.add(status);
            throw new ToolEndedException();
        });
        try {
            Optional.ofNullable(TOOLS.get(command.get(0))).orElseThrow().accept(arguments);
        } catch (ToolEndedException e) {
            assertThat(statuses.get(0)).as("status of %s", command).isZero();
        }
    }

    /** What an example stands for in this test, which has one broker. */
    private static String here(String text) {
        UnaryOperator<String> oneBroker = word -> switch (word) {
            case "3" -> "1";
            case "min.insync.replicas=2" -> "min.insync.replicas=1";
            default -> word;
        };
        return oneBroker
                .apply(text)
                .replace("kafka-1.example:9093", kafka.passwordAddress())
                .replace("kafka-1.example:9094", kafka.certificateAddress())
                .replace("/etc/revocast", directory.toString())
                .replace("<from your secret store>", PASSWORD);
    }

    /** What a tool gets here instead of the end of the process. */
    private static final class ToolEndedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void theTopicsAreThoseThatAPublisherWouldMake() {
        TopicSettings settings = new TopicSettings(TOPIC, 1, 3, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME);
        assertThat(configsOf(TOPIC)).containsExactlyInAnyOrderEntriesOf(settings.configs());
        AuditTopicPlan audit =
                new AuditTopicPlan(AuditSettings.DEFAULT_TOPIC, null, true, AuditSettings.DEFAULT_RETENTION);
        assertThat(configsOf(AuditSettings.DEFAULT_TOPIC)).containsExactlyInAnyOrderEntriesOf(audit.configs(1, 3));
        StatusTopicPlan status = new StatusTopicPlan(ReportCodec.DEFAULT_TOPIC, null, true);
        assertThat(configsOf(ReportCodec.DEFAULT_TOPIC)).containsExactlyInAnyOrderEntriesOf(status.configs(1, 3));
    }

    /** The settings that a topic of one partition and three replicas is made with on the page. */
    private static Map<String, String> configsOf(String topic) {
        List<String> create = page.commands().stream()
                .filter(command -> command.contains("--create") && command.contains(topic))
                .findFirst()
                .orElseThrow();
        assertThat(String.join(" ", create)).contains(" --topic " + topic + " --partitions 1 --replication-factor 3 ");
        Map<String, String> configs = new TreeMap<>();
        IntStream.range(1, create.size())
                .filter(i -> create.get(i - 1).equals("--config"))
                .mapToObj(i -> create.get(i).split("=", 2))
                .forEach(pair -> configs.put(pair[0], pair[1]));
        return configs;
    }

    @Test
    void publisherAndReadersWorkWithThePropertiesOnThePage() throws Exception {
        write("ca.pem", kafka.trustedCertificate());
        Map<String, String> certificate = kafka.withCertificate("revocast-reader");
        write("reader.pem", certificate.get("ssl.keystore.key") + certificate.get("ssl.keystore.certificate.chain"));
        try (Publisher publisher = publisher();
                KafkaRevocationList byPassword = reader("reader.properties");
                KafkaRevocationList byCertificate = reader("reader-certificate.properties")) {
            publisher.start();
            byPassword.start();
            byCertificate.start();
            ApiClient client = new ApiClient(publisher.port(), KEY);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(
                                    client.get("/health/ready").response().body())
                            .contains("\"current\"")
                            .doesNotContain("cause"));

            assertThat(client.revoke("{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"one\"},"
                                    + "\"expiresAt\":\"" + Instant.now().plusSeconds(3600) + "\"}")
                            .status())
                    .isEqualTo(201);

            Target one = new Target.Token("https://issuer", "one");
            for (KafkaRevocationList reader : List.of(byPassword, byCertificate)) {
                assertThat(reader.awaitCurrent(LIMIT)).isTrue();
                await().atMost(LIMIT).until(() -> reader.find(one).isPresent());
                assertThat(reader.status().cause()).isNull();
            }
        }
    }

    private static Publisher publisher() throws Exception {
        Map<String, String> settings = new TreeMap<>();
        page.properties("publisher.properties").forEach((name, value) -> settings.put(name, here(value)));
        Path file = write("publisher.properties", lines(settings));
        Path secret = write(
                "publisher-jaas",
                kafka.withPassword("revocast-publisher", PASSWORD).getOrDefault(JAAS, ""));
        return new Publisher(PublisherConfig.load(
                new Sources(
                        Map.of(
                                "http.port",
                                "0",
                                "api-keys.test",
                                ApiKey.line(KEY, "* read reinstate break-glass audit introspect report")),
                        Map.of(),
                        Map.of("REVOCAST_KAFKA_PROPERTIES_SASL_JAAS_CONFIG_FILE", secret.toString()),
                        file),
                false));
    }

    private static KafkaRevocationList reader(String block) throws IOException {
        Map<String, String> properties = new TreeMap<>();
        page.properties(block).forEach((name, value) -> properties.put(name, here(value)));
        return new ListOptions().kafkaProperties(properties).keepOrigins(true).build();
    }

    @ParameterizedTest
    @CsvSource({
        "revocast-reader,revocast.revocations",
        "revocast-publisher,revocast.revocations",
        "revocast-deploy,revocast.revocations",
        "revocast-reader,revocast.audit",
        "revocast-publisher,revocast.audit",
        "revocast-deploy,revocast.audit"
    })
    void nobodyOnThePageMayUnrevokeOrForget(String user, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp shorter = new AlterConfigOp(new ConfigEntry("retention.ms", "1"), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.copyOf(kafka.withPassword(user, PASSWORD)))) {
            refused(admin.deleteTopics(List.of(topic)).all().toCompletionStage().toCompletableFuture());
            refused(admin.incrementalAlterConfigs(Map.of(resource, List.of(shorter)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture());
            refused(admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"revocast-reader", "revocast-deploy"})
    void onlyThePublisherMayWrite(String user) {
        Map<String, Object> client = new TreeMap<>(kafka.withPassword(user, PASSWORD));
        // An idempotent one is refused already when it asks for its number.
        client.put("enable.idempotence", "false");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            refused(producer.send(new ProducerRecord<>(TOPIC, new byte[] {1}, new byte[] {1})));
        }
    }

    private static void refused(Future<?> answer) {
        assertThatThrownBy(() -> answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(AuthorizationException.class);
    }
}
