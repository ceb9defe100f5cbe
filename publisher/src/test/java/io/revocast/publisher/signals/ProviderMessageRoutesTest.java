package io.revocast.publisher.signals;

import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.TestServers;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.service.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderMessageRoutesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String SET = "application/secevent+jwt";
    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"%s\"}";
    private static final String LOGOUT_TOKEN = Tokens.of(
            HEADER.formatted("logout+jwt"),
            "{\"iss\":\"https://idp.example\",\"aud\":\"shop\",\"jti\":\"l1\",\"iat\":" + NOW.getEpochSecond()
                    + ",\"exp\":" + (NOW.getEpochSecond() + 120)
                    + ",\"sid\":\"s1\",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}}");
    private static final String EVENT_TOKEN = Tokens.of(
            HEADER.formatted("secevent+jwt"),
            "{\"iss\":\"https://idp.example\",\"aud\":\"https://revocast.example\",\"jti\":\"e1\",\"iat\":"
                    + NOW.getEpochSecond() + ",\"sub_id\":{\"format\":\"opaque\",\"id\":\"s1\"},"
                    + "\"events\":{\"https://schemas.openid.net/secevent/caep/event-type/session-revoked\":{}}}");

    private final RecordedRevocations service = new RecordedRevocations();
    private final HttpServer server = server(false);
    private ApiClient provider = new ApiClient(0, "");

    private HttpServer server(boolean lenient) {
        ReceivedCounts counts = new ReceivedCounts();
        ProviderMessageValidator inbox = new ProviderMessageValidator(
                List.of(TestProviders.provider()),
                token -> {
                    if (!token.signature().equals("c2lnbmF0dXJl")) {
                        throw new RejectedException(Kind.UNVERIFIED_TOKEN, "token", null, "must be \"signed\"");
                    }
                },
                service,
                target -> List.of(),
                Clock.fixed(NOW, ZoneOffset.UTC));
        return TestServers.of(List.of(new ProviderMessageRoutes(
                new LogoutTokens(inbox, counts, TestFleets.noLogoutWaits()),
                new SecurityEvents(inbox, counts),
                lenient)));
    }

    @BeforeAll
    void start() throws Exception {
        server.start();
        provider = new ApiClient(server.port(), "");
    }

    @BeforeEach
    void forget() {
        service.failWith(null);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Answer post(String path, String type, String body) throws Exception {
        HttpRequest.Builder request = provider.request(path).POST(BodyPublishers.ofString(body));
        return provider.send(type.isEmpty() ? request : request.header("Content-Type", type));
    }

    private Answer logout(String body) throws Exception {
        return post("/backchannel-logout", FORM, body);
    }

    private Answer event(String body) throws Exception {
        return post("/ssf/events", SET, body);
    }

    @Test
    void logoutIs200WithoutABodyAndIsNotStored() throws Exception {
        Answer answer = logout("other=1&logout_token=" + LOGOUT_TOKEN);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body()).isEmpty();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Pragma")).isEqualTo("no-cache");
        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sid=s1");
        assertThat(service.requesters().get(0).requestId()).isEqualTo(answer.header("X-Request-Id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {FORM + ";charset=UTF-8", "Application/X-WWW-Form-URLEncoded"})
    void formMayBeSpelledInEveryWay(String type) throws Exception {
        assertThat(post("/backchannel-logout", type, "logout_token=" + LOGOUT_TOKEN.replace(".", "%2E"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "other=x,logout_token must be sent",
        "logout_token=,logout_token must be sent",
        "logout_token=%zz,a percent sign must be followed by two hexadecimal digits",
        "logout_token=a&logout_token=b,logout_token must be sent once"
    })
    void formWithoutExactlyOneTokenIs400(String form, String description) throws Exception {
        Answer answer = logout(form);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.response().body())
                .isEqualTo("{\"error\":\"invalid_request\",\"error_description\":\"" + description + "\"}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void logoutOfAnotherMediaTypeIs400() throws Exception {
        Answer answer = post("/backchannel-logout", "application/json", "{}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error_description").asText())
                .isEqualTo("the body must be application/x-www-form-urlencoded in UTF-8");
    }

    @Test
    void logoutTokenThatIsRefusedIs400InPrintableWords() throws Exception {
        Answer answer = logout("logout_token=" + LOGOUT_TOKEN + "AAAA");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.response().body())
                .isEqualTo("{\"error\":\"invalid_request\",\"error_description\":\"token must be 'signed'\"}");
    }

    @Test
    void logoutThatIsNotConfirmedIs400Too() throws Exception {
        service.failWith(new UnavailableException(Certainty.UNKNOWN, "the log did not confirm"));
        Answer unconfirmed = logout("logout_token=" + LOGOUT_TOKEN);
        service.failWith(new LimitedException("too many", Duration.ofSeconds(7)));
        Answer limited = logout("logout_token=" + LOGOUT_TOKEN);

        assertThat(unconfirmed.status()).isEqualTo(400);
        assertThat(unconfirmed.json().path("error").asText()).isEqualTo("temporarily_unavailable");
        assertThat(limited.status()).isEqualTo(400);
        assertThat(limited.header("Retry-After")).isEqualTo("7");
    }

    @Test
    void eventIs202WithoutABodyEachTime() throws Exception {
        Answer first = event(EVENT_TOKEN);
        Answer again = event(EVENT_TOKEN + "\n");

        assertThat(first.status()).isEqualTo(202);
        assertThat(first.response().body()).isEmpty();
        assertThat(again.status()).isEqualTo(202);
        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sid=s1");
    }

    @Test
    void eventThatIsRefusedIs400WithItsCode() throws Exception {
        Answer answer = event(LOGOUT_TOKEN);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.response().body())
                .isEqualTo("{\"err\":\"invalid_request\",\"description\":\"typ must be secevent+jwt\"}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Content-Language")).isEqualTo("en");
        assertThat(event(EVENT_TOKEN + "AAAA").json().path("err").asText()).isEqualTo("invalid_key");
        assertThat(event("").json().path("err").asText()).isEqualTo("invalid_request");
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void eventThatIsNotConfirmedIs503AndOneTooManyIs429() throws Exception {
        service.failWith(new UnavailableException(Certainty.NOT_WRITTEN, "no broker"));
        Answer unconfirmed = event(EVENT_TOKEN);
        service.failWith(new LimitedException("too many", Duration.ofSeconds(7)));
        Answer limited = event(EVENT_TOKEN);

        assertThat(unconfirmed.status()).isEqualTo(503);
        assertThat(unconfirmed.header("Retry-After")).isEqualTo("1");
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.header("Retry-After")).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/json", "application/jwt"})
    void eventOfAnotherMediaTypeIs415UnlessTheConfigurationIsLenient(String type) throws Exception {
        Answer strict = post("/ssf/events", type, EVENT_TOKEN);

        assertThat(strict.status()).isEqualTo(415);
        assertThat(strict.json().path("description").asText())
                .isEqualTo("Content-Type must be application/secevent+jwt");
        assertThat(service.requests()).isEmpty();
        HttpServer lenient = server(true);
        lenient.start();
        try {
            provider = new ApiClient(lenient.port(), "");
            assertThat(post("/ssf/events", type, EVENT_TOKEN).status()).isEqualTo(202);
        } finally {
            provider = new ApiClient(server.port(), "");
            lenient.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/backchannel-logout", "/ssf/events"})
    void onlyPostIsAllowed(String path) throws Exception {
        Answer answer = provider.get(path);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("POST");
    }
}
