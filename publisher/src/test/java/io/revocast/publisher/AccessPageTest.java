package io.revocast.publisher;

import io.revocast.config.KeySchema;
import io.revocast.config.Sources;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.settings.AccessSettings;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/access.md} says what is so. */
class AccessPageTest {
    private static DocumentedPage page() throws Exception {
        return DocumentedPage.read("access.md");
    }

    /** Loads a block of the page, its placeholders filled in. */
    private static AccessSettings load(String block) throws Exception {
        Map<String, String> flags = new HashMap<>(Map.of("kafka.bootstrap.servers", "kafka:9092"));
        page().properties(block)
                .forEach((key, value) -> flags.put(key, value.replaceAll("<64 hex digits.*?>", "0f".repeat(32))));
        return PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false)
                .access();
    }

    /** The rows of all tables whose first cell is code, as cells. */
    private static List<List<String>> rows() throws Exception {
        return page().text()
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .map(cells -> cells.subList(1, cells.size() - 1))
                .toList();
    }

    private static String defaultOf(String key) throws Exception {
        return rows().stream()
                .filter(cells -> cells.get(0).startsWith("`" + key + "`"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the page has no row for " + key))
                .get(1)
                .replace("`", "");
    }

    @Test
    void scopesAreTheDocumentedOnes() throws Exception {
        assertThat(rows().stream()
                        .filter(cells -> cells.get(0).startsWith("`revocation:"))
                        .map(cells -> cells.get(0) + cells.get(1)))
                .containsExactlyElementsOf(Arrays.stream(Scope.values())
                        .map(scope -> "`" + scope.wireName() + "``" + scope.word() + "`")
                        .toList());
    }

    @Test
    void everySettingIsDocumentedWithItsDefault() throws Exception {
        AccessSettings access = load("access tokens");

        assertThat(defaultOf("limits.failures-per-minute"))
                .isEqualTo("" + access.limits().failuresPerMinute());
        assertThat(defaultOf("limits.requests-per-second"))
                .isEqualTo("" + access.limits().requestsPerSecond());
        assertThat(defaultOf("limits.total-requests-per-second"))
                .isEqualTo("" + access.limits().totalRequestsPerSecond());
        assertThat(defaultOf("callers.<alias>.leeway")).isEqualTo(Duration.ZERO.toString());
        assertThat(defaultOf("callers.<alias>.scope-claim")).isEqualTo("scope");
        assertThat(defaultOf("callers.<alias>.client-claim")).isEqualTo("client_id");
        for (String key : AccessSettings.KEYS) {
            assertThat(page().text()).contains("`" + key + "`");
        }
        for (KeySchema.Family family : AccessSettings.FAMILIES) {
            String end = family.shape().substring(family.shape().indexOf('>') + 1);
            assertThat(page().text()).contains(end.isEmpty() ? family.shape().replaceAll("<.*", "") : end + "`");
        }
    }

    @Test
    void configurationsAreAccepted() throws Exception {
        assertThat(load("api keys").known().keys()).hasSize(3);
        assertThat(load("access tokens").known().issuers().get(0).tokens().clientClaim())
                .isEqualTo("azp");
        assertThat(load("certificates").known().certificates()).hasSize(3);
    }

    @Test
    void commandsWork() throws Exception {
        for (List<String> command : page().commands()) {
            assertThat(command.get(0)).isEqualTo("./revocast");
            CommandLine line = Main.commandLine().setOut(new PrintWriter(new StringWriter()));

            assertThat(line.execute(command.subList(1, command.size()).toArray(new String[0])))
                    .as(String.join(" ", command))
                    .isZero();
        }
    }
}
