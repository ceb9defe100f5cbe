package io.revocast.spring.autoconfigure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

class MetadataTest {
    private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

    private static List<JsonNode> properties() throws IOException {
        try (InputStream metadata = Objects.requireNonNull(MetadataTest.class.getResourceAsStream(METADATA))) {
            List<JsonNode> properties = new ArrayList<>();
            new ObjectMapper().readTree(metadata).get("properties").forEach(properties::add);
            return properties;
        }
    }

    @Test
    void everySettingHasADescription() throws IOException {
        assertThat(properties())
                .isNotEmpty()
                .allSatisfy(property -> assertThat(property.path("description").asText())
                        .as(property.path("name").asText())
                        .endsWith("."));
    }

    @Test
    void everySettingOfTheRecordIsInTheMetadata() throws IOException {
        List<String> names = properties().stream()
                .map(property -> property.path("name").asText())
                .toList();

        assertThat(SettingNames.known())
                .hasSize(20)
                .allSatisfy(name -> assertThat(names).anyMatch(found -> found.startsWith("revocast." + name)));
    }

    @Test
    void nativeImagesKeepTheFieldsThatTheProofReads() {
        RuntimeHints hints = new RuntimeHints();
        new RevocastRuntimeHints().registerHints(hints, getClass().getClassLoader());

        assertThat(RuntimeHintsPredicates.reflection().onType(NimbusJwtDecoder.class))
                .accepts(hints);
    }
}
