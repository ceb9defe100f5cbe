package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Verdict;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.config.Sources;
import io.revocast.publisher.receive.Inbox;
import io.revocast.publisher.receive.LogoutTokens;
import io.revocast.publisher.receive.Provider;
import io.revocast.publisher.receive.ReceivedCounts;
import io.revocast.publisher.receive.RefusedException;
import io.revocast.publisher.receive.SecurityEvents;
import io.revocast.publisher.revoke.Admission;
import io.revocast.publisher.revoke.AuditedDesk;
import io.revocast.publisher.revoke.Explainer;
import io.revocast.publisher.revoke.InMemoryLog;
import io.revocast.publisher.revoke.Revoker;
import io.revocast.publisher.revoke.SeenTokens;
import io.revocast.publisher.revoke.TokenExplanation.State;
import io.revocast.publisher.revoke.TokenLifetime;
import io.revocast.publisher.revoke.TokenParts;
import io.revocast.publisher.revoke.Tokens;
import io.revocast.publisher.revoke.WideTargets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Messages as identity providers send them, each with the settings that its page documents and an access token of the
 * same login. A file says what is revoked, and whether the token is then refused.
 */
class ProviderCorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/providers");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InMemoryLog log = new InMemoryLog();

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(CORPUS)) {
            return files.filter(Files::isRegularFile)
                    .map(CORPUS::relativize)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void messageRevokesWhatItsProviderMeans(Path file) throws Exception {
        JsonNode message = JSON.readTree(CORPUS.resolve(file).toFile());
        Clock clock = Clock.fixed(Instant.ofEpochSecond(message.path("now").asLong()), ZoneOffset.UTC);

        if (message.has("refusal")) {
            assertThat(catchThrowableOfType(RefusedException.class, () -> receive(message, clock)))
                    .hasMessage(message.path("refusal").asText());
        } else {
            receive(message, clock);
        }

        assertThat(revoked()).containsExactlyInAnyOrderElementsOf(expected(message));
        if (message.has("cutOff")) {
            assertThat(log.live().map(each -> each.revocation().issuedBefore()))
                    .containsOnly(Instant.ofEpochSecond(message.path("cutOff").asLong()));
        }
        assertThat(state(message.path("accessToken"), clock) == State.REVOKED)
                .as("the access token is refused")
                .isEqualTo(message.path("refused").asBoolean());
    }

    private static List<String> expected(JsonNode message) {
        return JSON.convertValue(
                message.path("revoked"), JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    private void receive(JsonNode message, Clock clock) throws Exception {
        String token = Tokens.of(
                message.path("header").toString(), message.path("message").toString());
        Inbox inbox = new Inbox(List.of(provider(message.path("settings"))), any -> {}, desk(clock), clock);
        if (message.path("endpoint").asText().equals("ssf")) {
            new SecurityEvents(inbox, new ReceivedCounts()).receive(token, List.of(), "r1");
        } else {
            new LogoutTokens(inbox, new ReceivedCounts()).receive(token, "r1");
        }
    }

    private static Provider provider(JsonNode settings) throws Exception {
        Map<String, String> flags = new HashMap<>(Map.of(
                "kafka.bootstrap.servers", "kafka:9092",
                "api-keys.demo", "sha256:" + "00".repeat(32) + " *",
                "issuers.idp.jwks-url", "https://idp.example/keys"));
        settings.properties()
                .forEach(each -> flags.put(
                        "issuers.idp." + each.getKey(), each.getValue().asText()));
        return PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false)
                .tokens()
                .receiving()
                .providers()
                .get(0);
    }

    private AuditedDesk desk(Clock clock) {
        return new AuditedDesk(
                new Revoker(log, log, new TokenLifetime(Duration.ofDays(1), false), any -> {}, clock),
                entry -> CompletableFuture.completedFuture(null),
                new AuditedDesk.Guards(Admission.UNLIMITED, WideTargets.DEFAULT, new SeenTokens(clock)),
                clock);
    }

    private List<String> revoked() {
        return log.live()
                .map(each -> {
                    Revocation revocation = each.revocation();
                    Target.Claim claim = (Target.Claim) revocation.target();
                    return claim.name() + "=" + claim.value();
                })
                .toList();
    }

    private State state(JsonNode token, Clock clock) {
        Map<String, Object> claims =
                JSON.convertValue(token, JSON.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
        TokenParts parts = new TokenParts(
                token.path("iss").asText(),
                token.path("jti").textValue(),
                null,
                "k1",
                token.path("iat").asLong(),
                claims);
        return new Explainer(log, any -> new Verdict.Unknown(Verdict.Reason.STARTING, FailurePolicy.DENY), clock)
                .explain(parts)
                .state();
    }
}
