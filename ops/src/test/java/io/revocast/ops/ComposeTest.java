package io.revocast.ops;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.demo.story.Secrets;
import io.revocast.publisher.config.Sources;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docker-compose.yml}: the images are built elsewhere, and what it passes to them fits. */
class ComposeTest {
    private static JsonNode services() throws IOException {
        return ProjectFiles.document("docker-compose.yml").get("services");
    }

    @Test
    void thePublisherAcceptsItsSettings(@TempDir Path directory) throws Exception {
        JsonNode secrets = services().get("secrets").get("command");
        Secrets.main(new String[] {
            directory.toString(), secrets.get(1).textValue(), secrets.get(2).textValue()
        });
        Map<String, String> flags = new HashMap<>();
        for (JsonNode argument : services().get("publisher").get("command")) {
            String text = argument.textValue();
            if (text.startsWith("--set=")) {
                String[] keyAndValue = text.substring("--set=".length()).split("=", 2);
                flags.put(keyAndValue[0], keyAndValue[1]);
            }
        }
        // As the image sets them.
        Map<String, String> environment = Map.of(
                "REVOCAST_HTTP_HOST", "0.0.0.0",
                "REVOCAST_HTTP_MANAGEMENT_HOST", "0.0.0.0",
                "REVOCAST_HTTP_MANAGEMENT_PORT", "9464");
        Sources sources = new Sources(flags, Map.of(), environment, directory.resolve("publisher.properties"));

        PublisherConfig config = PublisherConfig.load(sources, false);

        assertThat(config.http().isPlainText()).isTrue();
        assertThat(flags).containsKey("kafka.bootstrap.servers");
    }

    @Test
    void ownContainersAreHardenedAndBounded() throws IOException {
        for (String name : new String[] {"publisher", "demo-1", "demo-2", "demo-3", "prometheus", "grafana"}) {
            JsonNode service = services().get(name);

            assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
            assertThat(service.path("cap_drop").path(0).asText()).as(name).isEqualTo("ALL");
            assertThat(service.path("restart").asText()).as(name).isEqualTo("unless-stopped");
            assertThat(service.path("mem_limit").asText()).as(name).isNotEmpty();
            assertThat(service.path("logging").path("options").path("max-size").asText())
                    .as(name)
                    .isNotEmpty();
        }
    }

    @Test
    void everyPortIsPublishedOnLoopbackAndCanBeChanged() throws IOException {
        for (JsonNode service : services()) {
            for (JsonNode port : service.path("ports")) {
                assertThat(port.textValue()).matches("127\\.0\\.0\\.1:\\$\\{REVOCAST_[A-Z0-9_]+:-\\d+}:\\d+");
            }
        }
    }
}
