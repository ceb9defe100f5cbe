package io.revocast.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A browser of sorts, for one instance. */
final class TestClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    TestClient(int port) {
        this.port = port;
    }

    /** What came back. */
    record Reply(int status, JsonNode body, HttpResponse<String> response) {
        @Nullable
        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        String text(String name) {
            return body.path(name).asText();
        }
    }

    Reply get(String path, @Nullable String bearer) {
        return send(path, bearer, null);
    }

    Reply post(String path, @Nullable String bearer, String body) {
        return send(path, bearer, body);
    }

    Reply logIn(String username, String password) {
        return post("/login", null, "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}");
    }

    Reply refresh(String refreshToken) {
        return post("/refresh", null, "{\"refresh_token\":\"" + refreshToken + "\"}");
    }

    private Reply send(String path, @Nullable String bearer, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(15));
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean json =
                    response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
            return new Reply(
                    response.statusCode(), json ? JSON.readTree(response.body()) : JSON.createObjectNode(), response);
        } catch (IOException e) {
            throw new IllegalStateException(path + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
