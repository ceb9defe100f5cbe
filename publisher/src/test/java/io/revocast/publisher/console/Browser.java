package io.revocast.publisher.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser that keeps cookies and sends what a page of the console sends. */
final class Browser {
    private final ApiClient http;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private String csrf = "";

    Browser(int port) {
        this.http = new ApiClient(port, "");
    }

    Answer signIn(String credential, String... headers) throws Exception {
        return post("/console/session", "{\"credential\":\"" + credential + "\"}", headers);
    }

    Answer get(String path, String... headers) throws Exception {
        return send(http.request(path).GET(), headers);
    }

    Answer post(String path, String json, String... headers) throws Exception {
        return send(
                http.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)),
                headers);
    }

    /** As a page does it: with the session's CSRF token. */
    Answer postAsPage(String path, String json) throws Exception {
        return post(path, json, "X-CSRF-Token", csrf);
    }

    Answer delete(String path, String... headers) throws Exception {
        return send(http.request(path).DELETE(), headers);
    }

    JsonNode session() throws Exception {
        return get("/console/session").json();
    }

    String csrf() {
        return csrf;
    }

    Map<String, String> cookies() {
        return cookies;
    }

    /** Starts a request that has the cookies. */
    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = http.request(path);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    private Answer send(HttpRequest.Builder unsent, String... headers) throws Exception {
        HttpRequest plain = unsent.build();
        HttpRequest.Builder request = request(plain.uri().getPath()
                        + (plain.uri().getRawQuery() == null
                                ? ""
                                : "?" + plain.uri().getRawQuery()))
                .method(plain.method(), plain.bodyPublisher().orElseGet(BodyPublishers::noBody));
        plain.headers().firstValue("Content-Type").ifPresent(type -> request.header("Content-Type", type));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        Answer answer = http.send(request);
        keep(answer.response().headers().allValues("Set-Cookie"));
        if (answer.status() == 200 && plain.uri().getPath().equals("/console/session")) {
            csrf = answer.json().path("csrf").asText(csrf);
        }
        return answer;
    }

    private void keep(List<String> setCookies) {
        for (String cookie : setCookies) {
            List<String> parts = Arrays.asList(cookie.split("; ", -1));
            String name = parts.get(0).substring(0, cookie.indexOf('='));
            if (parts.contains("Max-Age=0")) {
                cookies.remove(name);
            } else {
                cookies.put(name, parts.get(0).substring(name.length() + 1));
            }
        }
    }
}
