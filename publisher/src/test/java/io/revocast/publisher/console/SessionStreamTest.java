package io.revocast.publisher.console;

import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.CredentialResolver;
import io.revocast.publisher.credentials.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Event streams of a session end with it. */
class SessionStreamTest {
    private static final String KEY = ApiKey.generate();

    private final ApiKeyResolver keys =
            new ApiKeyResolver(List.of(ApiKey.parse("portal", ApiKey.line(KEY, "token read"))));
    private volatile CredentialResolver callers = keys;
    private final HttpClient http = HttpClient.newHttpClient();
    private ConsoleFixture console;
    private Browser browser;

    @BeforeEach
    void signIn() throws Exception {
        console = new ConsoleFixture(credential -> callers.find(credential), false, "");
        browser = console.browser();
        browser.signIn(KEY);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    /** Opens a stream; the future completes when the server has ended it. */
    private CompletableFuture<Void> stream() throws Exception {
        HttpResponse<InputStream> answer =
                http.send(browser.request("/v1/events").build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().read()).isEqualTo(':');
        return CompletableFuture.runAsync(() -> {
            try (InputStream body = answer.body()) {
                body.readAllBytes();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private static void assertEnds(CompletableFuture<Void> stream) throws Exception {
        stream.get(20, TimeUnit.SECONDS);
    }

    @Test
    void streamNeedsTheCookie() throws Exception {
        assertThat(console.browser().get("/v1/events").status()).isEqualTo(401);
    }

    @Test
    void revokedCredentialEndsTheStreamOfItsSession() throws Exception {
        CompletableFuture<Void> stream = stream();
        assertThat(stream).isNotDone();

        callers = credential -> Optional.empty();

        assertEnds(stream);
    }

    @Test
    void withdrawnScopeEndsTheStreamOfItsSession() throws Exception {
        CompletableFuture<Void> stream = stream();

        callers = credential -> Optional.of(new Caller("portal", "portal", Set.of(Scope.WRITE_TOKEN), Set.of()));

        assertEnds(stream);
    }

    @Test
    void signOutEndsTheStreamOfItsSession() throws Exception {
        CompletableFuture<Void> stream = stream();

        assertThat(browser.delete("/console/session", "X-CSRF-Token", browser.csrf())
                        .status())
                .isEqualTo(204);

        assertEnds(stream);
    }

    @Test
    void expiryEndsTheStreamOfItsSession() throws Exception {
        CompletableFuture<Void> stream = stream();

        console.clock.pass(Duration.ofMinutes(31));

        assertEnds(stream);
    }
}
