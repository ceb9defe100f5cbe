package io.revocast.publisher.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.publisher.DocumentedPage;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.oauth.FormBody;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.service.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** {@code docs/oauth.md}: its commands are run by bash and curl, its answers and errors compared with what comes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OAuthPageTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Target.Token TOKEN = new Target.Token(OAuthFixture.ISSUER, "5f0c");

    @RegisterExtension
    private final OAuthFixture fixture = new OAuthFixture();

    private final DocumentedPage page;

    OAuthPageTest() throws Exception {
        page = new DocumentedPage(
                DocumentedPage.read("oauth.md").text().replace("https://issuer.example", "https://issuer"));
    }

    @TempDir
    private Path directory;

    /** Runs the command of a path as it stands there, in a directory with the token; status and body. */
    private String run(String path, String key, String token) throws Exception {
        assumeThat(Stream.of(System.getenv("PATH").split(":", -1)))
                .as("curl is here")
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "curl")));
        String command = page.blocks("sh").stream()
                .filter(block -> block.contains(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the page has no command for " + path))
                .replace("https://revocast.example", "http://127.0.0.1:" + fixture.port());
        Files.writeString(directory.resolve("token.txt"), token);
        Path output = directory.resolve("output");
        ProcessBuilder bash = new ProcessBuilder(
                        "bash", "-c", "curl() { command curl -sS -m 30 -w '%{http_code}' \"$@\"; }\n" + command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        bash.environment().put("KEY", key);
        bash.environment().put("NO_PROXY", "*");
        Process process = bash.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }

    private void revoke(Target target) {
        fixture.revoke(target, new Origin(new UUID(0, 1), OAuthFixture.NOW, "stolen", null, "portal"));
    }

    @Test
    void commandOfRevocationRevokes() throws Exception {
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"5f0c\",\"client_id\":\"portal\",\"exp\":"
                + OAuthFixture.IN_AN_HOUR + "}");

        assertThat(run("/oauth2/revoke", OAuthFixture.PORTAL, token)).isEqualTo("200");
        assertThat(fixture.log.find(TOKEN)).isPresent();
    }

    @Test
    void commandOfIntrospectionIsAnsweredAsThePageShows() throws Exception {
        List<String> shown = Pattern.compile("`(\\{\"active\":.*?})`")
                .matcher(page.text())
                .results()
                .map(found -> found.group(1))
                .toList();
        ObjectNode claims = ((ObjectNode) JSON.readTree(shown.get(0))).remove(Set.of("active", "token_type"));
        String token = Tokens.of(claims.toString());

        assertThat(run("/oauth2/introspect", OAuthFixture.SERVICE, token)).isEqualTo(shown.get(0) + "200");
        revoke(TOKEN);
        assertThat(run("/oauth2/introspect", OAuthFixture.SERVICE, token)).isEqualTo(shown.get(1) + "200");
    }

    @Test
    void commandOfExplanationIsAnsweredWithTheFieldsOfThePage() throws Exception {
        revoke(new Target.Claim(OAuthFixture.ISSUER, "sub", "alice"));
        String shown = page.blocks("json").get(0);

        String answer = run(
                "/v1/check",
                OAuthFixture.SERVICE,
                Tokens.of("{\"iss\":\"https://issuer\",\"sub\":\"alice\",\"exp\":" + OAuthFixture.IN_AN_HOUR + "}"));

        assertThat(answer).endsWith("200");
        assertThat(names(JSON.readTree(answer.substring(0, answer.length() - 3))))
                .isEqualTo(names(JSON.readTree(shown)));
    }

    /** The names of all members, in their order, with what they are in. */
    private static String names(JsonNode json) {
        StringBuilder names = new StringBuilder();
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            names.append(member.getKey())
                    .append('(')
                    .append(names(member.getValue()))
                    .append(')');
        }
        json.elements().forEachRemaining(element -> names.append(json.isArray() ? names(element) : ""));
        return names.toString();
    }

    /** Status and code of each row of the table of errors, but for 408, which takes a body of 15 seconds. */
    private Set<String> documented() {
        Set<String> documented = new TreeSet<>();
        for (MatchResult row : Pattern.compile("(?m)^\\| ([0-9, ]+) \\| (`[a-z_`, ]+) \\|")
                .matcher(page.text())
                .results()
                .toList()) {
            for (String status : row.group(1).split(", ", -1)) {
                for (String error : row.group(2).replace("`", "").split(", ", -1)) {
                    documented.add(status + " " + error);
                }
            }
        }
        documented.remove("408 invalid_request");
        return documented;
    }

    @Test
    void errorsAreThoseOfTheTable() throws Exception {
        String own = "token="
                + Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"5f0c\",\"client_id\":\"portal\",\"exp\":"
                        + OAuthFixture.IN_AN_HOUR + "}");
        Set<String> answered = new TreeSet<>();
        answered.add(error(OAuthFixture.PORTAL, ""));
        answered.add(error(OAuthFixture.PORTAL, "token=opaque&token_type_hint=refresh_token"));
        answered.add(error(OAuthFixture.PORTAL, "token=" + "x".repeat(FormBody.MAX_BYTES)));
        answered.add(error(OAuthFixture.NO_SCOPES, own));
        answered.add(error("wrong", own));
        answered.add(error("", own));
        fixture.wait = Duration.ofSeconds(1);
        answered.add(error(OAuthFixture.PORTAL, own));
        fixture.wait = null;
        fixture.log.failWith(new UnavailableException(Certainty.UNKNOWN, "no broker"), 0);
        answered.add(error(OAuthFixture.PORTAL, own));

        assertThat(answered).isEqualTo(documented());
    }

    private String error(String key, String form) throws Exception {
        ApiClient client = new ApiClient(fixture.port(), key);
        Answer answer = client.send(client.request("/oauth2/revoke")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
        return answer.status() + " " + answer.json().path("error").asText();
    }
}
