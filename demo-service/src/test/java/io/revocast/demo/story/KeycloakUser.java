package io.revocast.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** A user whose browser signs in to the console of a publisher at Keycloak. It follows redirects and keeps cookies. */
final class KeycloakUser {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LOGIN_FORM = Pattern.compile("action=\"([^\"]+/login-actions/authenticate[^\"]*)\"");

    private final URI publisher;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .cookieHandler(new LoopbackCookies())
            .build();

    KeycloakUser(URI publisher) {
        this.publisher = publisher;
    }

    /** Browsers send {@code Secure} cookies to a loopback address over plain HTTP; {@link CookieManager} does not. */
    private static final class LoopbackCookies extends CookieManager {
        LoopbackCookies() {
            super(null, CookiePolicy.ACCEPT_ALL);
        }

        @Override
        public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) throws IOException {
            return super.get(URI.create("https" + uri.toString().substring("http".length())), headers);
        }
    }

    /** Signs in with the form of Keycloak. Returns where the redirects end. */
    URI signIn(String alias, String name, String password) throws IOException, InterruptedException {
        HttpResponse<String> page = send(HttpRequest.newBuilder(publisher.resolve("/console/sign-in/" + alias)));
        Matcher form = LOGIN_FORM.matcher(page.body());
        assertThat(form.find())
                .as("%s has the login form: %s", page.uri().getPath(), page.body())
                .isTrue();
        HttpResponse<String> end =
                send(HttpRequest.newBuilder(URI.create(form.group(1).replace("&amp;", "&")))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "username=" + encoded(name) + "&password=" + encoded(password))));
        return end.uri();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    JsonNode session() throws IOException, InterruptedException {
        return JSON.readTree(send(HttpRequest.newBuilder(publisher.resolve("/console/session")))
                .body());
    }

    /** Revokes a session of an issuer as the page does; without a CSRF token when that is empty. */
    int revokeSession(String issuer, String sid, String csrf) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(publisher.resolve("/v1/revocations"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(
                        Map.of("target", Map.of("kind", "claim", "issuer", issuer, "name", "sid", "value", sid)))));
        if (!csrf.isEmpty()) {
            request.header("X-CSRF-Token", csrf);
        }
        return send(request).statusCode();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
