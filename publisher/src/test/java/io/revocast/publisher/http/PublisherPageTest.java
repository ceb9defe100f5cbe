package io.revocast.publisher.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.revocast.publisher.DocumentedPage;
import io.revocast.publisher.health.OpenApiRoutes;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/publisher.md} shows of requests and answers has the shape that the description promises. */
class PublisherPageTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern INLINE = Pattern.compile("`(\\{\"[^`]*\\})`");

    private final JsonNode description = description();
    private final DescribedShape shape = new DescribedShape(description);

    private static JsonNode description() {
        try (InputStream resource = PublisherPageTest.class.getResourceAsStream(OpenApiRoutes.RESOURCE)) {
            return new ObjectMapper(new YAMLFactory()).readTree(resource);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<JsonNode> schemas(String of) {
        List<JsonNode> schemas = new ArrayList<>();
        for (JsonNode path : description.path("paths")) {
            path.findValues(of).forEach(each -> schemas.addAll(each.findValues("schema")));
        }
        // Those that take any object would prove nothing.
        schemas.removeIf(schema -> !shape.resolve(schema).has("properties")
                && !shape.resolve(schema).has("oneOf"));
        return schemas;
    }

    private void requireDescribed(JsonNode document, List<JsonNode> schemas) {
        assertThat(schemas)
                .as("%s", document)
                .anySatisfy(schema -> assertThat(shape.faults(schema, document)).isEmpty());
    }

    @Test
    void theAnswersShownAreDescribed() throws IOException {
        List<JsonNode> schemas = schemas("responses");
        int shown = 0;
        for (String block : DocumentedPage.read("publisher.md").blocks("json")) {
            try (MappingIterator<JsonNode> documents =
                    JSON.readerFor(JsonNode.class).readValues(block)) {
                while (documents.hasNext()) {
                    shown++;
                    requireDescribed(documents.next(), schemas);
                }
            }
        }
        assertThat(shown).isEqualTo(7);
    }

    @Test
    void theRequestsShownAreDescribed() throws IOException {
        List<JsonNode> schemas = schemas("requestBody");
        List<JsonNode> shown = new ArrayList<>();
        for (MatchResult found : INLINE.matcher(
                        DocumentedPage.read("publisher.md").text())
                .results()
                .toList()) {
            shown.addAll(requestIn(found.group(1)).stream().toList());
        }
        assertThat(shown).hasSize(8).allSatisfy(request -> requireDescribed(request, schemas));
    }

    /** Empty for what leaves a part open, and for the value of a record. */
    private static Optional<JsonNode> requestIn(String text) throws IOException {
        if (text.startsWith("{\"v\":")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            assertThat(text).contains("…");
            return Optional.empty();
        }
    }
}
