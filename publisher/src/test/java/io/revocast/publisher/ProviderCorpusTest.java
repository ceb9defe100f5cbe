package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.config.Sources;
import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Verdict;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.check.Explainer;
import io.revocast.publisher.check.TokenExplanation.State;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.BroadTargets;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.RevocationService;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.settings.PublisherConfig;
import io.revocast.publisher.signals.LogoutTokens;
import io.revocast.publisher.signals.Provider;
import io.revocast.publisher.signals.ProviderMessageValidator;
import io.revocast.publisher.signals.ReceivedCounts;
import io.revocast.publisher.signals.RefusedException;
import io.revocast.publisher.signals.SecurityEvents;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.token.TokenParts;
import io.revocast.publisher.validate.TokenLifetime;
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
        ProviderMessageValidator inbox = new ProviderMessageValidator(
                List.of(provider(message.path("settings"))),
                any -> {},
                service(clock)::revoke,
                target -> List.of(),
                clock);
        if (message.path("endpoint").asText().equals("ssf")) {
            new SecurityEvents(inbox, new ReceivedCounts()).receive(token, List.of(), "r1");
        } else {
            new LogoutTokens(inbox, new ReceivedCounts(), TestFleets.noLogoutWaits()).receive(token, "r1");
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

    private RevocationService service(Clock clock) {
        return TestWrites.of(log, log, new TokenLifetime(Duration.ofDays(1), false), any -> {}, clock)
                .service(
                        entry -> CompletableFuture.completedFuture(null),
                        RequestHistory.NONE,
                        new RevocationService.Guards(
                                Admission.UNLIMITED, BroadTargets.DEFAULT, new RecentTokens(clock)));
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
