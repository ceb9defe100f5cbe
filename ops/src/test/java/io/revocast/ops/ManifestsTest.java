package io.revocast.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.revocast.config.Sources;
import io.revocast.event.internal.TopicSettings;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The manifests for Kubernetes, read by the types of its API. A field that those do not know fails the test. */
class ManifestsTest {
    private static final String DIRECTORY = "ops/kubernetes";

    private static final Map<String, Class<?>> TYPES = Map.of(
            "Deployment", Deployment.class,
            "Service", Service.class,
            "ServiceAccount", ServiceAccount.class,
            "PodDisruptionBudget", PodDisruptionBudget.class,
            "NetworkPolicy", NetworkPolicy.class,
            "ServiceMonitor", ServiceMonitor.class,
            "KafkaTopic", strimzi("topic.KafkaTopic"),
            "KafkaUser", strimzi("user.KafkaUser"));

    /** Loads a type by its name. javac cannot read the types: the jar with their annotations is not published. */
    private static Class<?> strimzi(String name) {
        try {
            return Class.forName("io.strimzi.api.kafka.model." + name);
        } catch (ClassNotFoundException e) {
            throw new LinkageError(name, e);
        }
    }

    /** The models collect unknown fields. Without that, such a field is an error. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** A document of a manifest, with the name of its file. */
    record Manifest(Path file, JsonNode json) {
        String kind() {
            return json.path("kind").asText();
        }

        String name() {
            return json.path("metadata").path("name").asText();
        }

        <T> T as(Class<T> type) throws JsonProcessingException {
            return STRICT.treeToValue(json, type);
        }

        @Override
        public String toString() {
            return file.getFileName() + " " + kind() + " " + name();
        }
    }

    static List<Manifest> manifests() throws IOException {
        try (Stream<Path> files = Files.walk(ProjectFiles.path(DIRECTORY))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .flatMap(ManifestsTest::manifests)
                    .toList();
        }
    }

    private static Stream<Manifest> manifests(Path file) {
        try {
            return ProjectFiles.documents(file).stream().map(json -> new Manifest(file, json));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void everyFieldIsOneOfTheApi(Manifest manifest) throws JsonProcessingException {
        assertThat(TYPES).containsKey(manifest.kind());
        assertThat(manifest.as(Objects.requireNonNull(TYPES.get(manifest.kind()))))
                .isNotNull();
    }

    private static <T> List<T> all(Class<T> type) throws IOException {
        return manifests().stream()
                .filter(manifest -> TYPES.get(manifest.kind()) == type)
                .filter(manifest -> !manifest.file().endsWith("publisher-patch.yaml"))
                .map(manifest -> {
                    try {
                        return manifest.as(type);
                    } catch (JsonProcessingException e) {
                        throw new UncheckedIOException(manifest.toString(), e);
                    }
                })
                .toList();
    }

    @Test
    void probesWaitForTheReplayAndLivenessDoesNotDependOnKafka() throws IOException {
        List<Deployment> deployments = all(Deployment.class);
        assertThat(deployments).hasSize(3).allSatisfy(deployment -> {
            PodSpec pod = deployment.getSpec().getTemplate().getSpec();
            // The sidecar starts before the containers of its pod.
            Container container = Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                    .findFirst()
                    .orElseThrow();
            assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/health/ready");
            assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/health/ready");
            assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health/live");
        });
    }

    @Test
    void everyContainerIsRestrictedAndBounded() throws IOException {
        List<Container> containers = all(Deployment.class).stream()
                .map(deployment -> deployment.getSpec().getTemplate().getSpec())
                .flatMap(pod -> Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()))
                .toList();
        assertThat(containers).hasSize(5).allSatisfy(container -> {
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        });
    }

    /** What the sidecar answers needs no credential, so only Prometheus may ask it from outside its pod. */
    @Test
    void callersReachNginxAndNotTheSidecar() throws IOException {
        NetworkPolicy policy = all(NetworkPolicy.class).stream()
                .filter(each -> each.getMetadata().getName().equals("orders"))
                .findFirst()
                .orElseThrow();

        assertThat(policy.getSpec().getIngress())
                .hasSize(2)
                .allSatisfy(rule -> assertThat(rule.getFrom().isEmpty())
                        .isEqualTo(rule.getPorts().get(0).getPort().getStrVal().equals("http")));
    }

    @Test
    void theTopicHasTheSettingsThatThePublisherRequires() throws IOException {
        JsonNode spec = first(manifest ->
                        manifest.kind().equals("KafkaTopic") && manifest.name().equals(TopicSettings.DEFAULT_TOPIC))
                .path("spec");
        Map<String, String> settings = new HashMap<>();
        spec.path("config")
                .properties()
                .forEach(field -> settings.put(field.getKey(), field.getValue().asText()));

        assertThat(settings)
                .isEqualTo(new TopicSettings(
                                TopicSettings.DEFAULT_TOPIC,
                                spec.path("partitions").asInt(),
                                spec.path("replicas").asInt(),
                                TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME)
                        .configs());
    }

    @Test
    void aServiceMayNotWriteRevocations() throws IOException {
        JsonNode rules = first(manifest ->
                        manifest.kind().equals("KafkaUser") && manifest.name().equals("revocast-reader"))
                .path("spec")
                .path("authorization")
                .path("acls");

        for (JsonNode rule : rules) {
            boolean denies = rule.path("type").asText().equals("deny");
            boolean revocations = rule.path("resource").path("name").asText().equals(TopicSettings.DEFAULT_TOPIC);
            boolean writes = rule.path("operations").toString().contains("Write");
            assertThat(writes && revocations).as(rule.toString()).isEqualTo(denies);
        }
        assertThat(rules).isNotEmpty();
    }

    private static JsonNode first(Predicate<Manifest> condition) throws IOException {
        return manifests().stream()
                .filter(condition)
                .map(Manifest::json)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thePublisherAcceptsTheSettingsOfTheOverlay() throws Exception {
        Path file = ProjectFiles.path(DIRECTORY + "/overlays/production/publisher.properties");
        // The secrets come by variables, as the patch sets them.
        Map<String, String> environment = Map.of("REVOCAST_API_KEYS_PORTAL", "sha256:" + "00".repeat(32) + " token");
        Map<String, String> withoutFiles = Map.of(
                "http.tls.certificate", "", "http.tls.key", "", "kafka.properties.ssl.truststore.location", "/ca.crt");

        PublisherConfig config = PublisherConfig.load(
                new Sources(Map.of("http.port", "0"), Map.of(), environment, copyWithout(file, withoutFiles)), false);

        assertThat(config.topic()).isNotNull();
    }

    /** Copies a file of properties without some keys, whose files are not on this machine. */
    private static Path copyWithout(Path file, Map<String, String> keys) throws IOException {
        Path copy = Files.createTempFile("publisher", ".properties");
        copy.toFile().deleteOnExit();
        Files.write(
                copy,
                Files.readAllLines(file).stream()
                        .filter(line -> keys.keySet().stream().noneMatch(key -> line.startsWith(key + "=")))
                        .toList());
        return copy;
    }
}
