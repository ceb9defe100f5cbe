package io.revocast.publisher.console.openid;

import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import io.revocast.publisher.jwks.LimitedBody;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests to a provider. One deadline covers the whole of each, and an answer has a limited length. Redirects are
 * not followed. Thread-safe.
 */
final class ProviderConnection implements HTTPRequestSender {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 512 * 1024;

    private final Duration deadline;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param deadline for the whole of one request
     */
    ProviderConnection(Duration deadline) {
        this.deadline = deadline;
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        HttpRequest.Builder sent = HttpRequest.newBuilder(request.getURI());
        request.getHeaderMap().forEach((name, values) -> values.forEach(value -> sent.header(name, value)));
        String body = request.getBody();
        sent.method(
                request.getMethod() == HTTPRequest.Method.POST ? "POST" : "GET",
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return answer(await(client.sendAsync(sent.build(), head -> new LimitedBody(MAX_BYTES))));
    }

    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> exchange) throws IOException {
        try {
            return exchange.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the provider was asked");
        } catch (ExecutionException e) {
            throw new IOException("the provider cannot be reached", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the provider did not answer within " + deadline.toSeconds() + " s", e);
        } finally {
            exchange.cancel(true);
        }
    }

    private static HTTPResponse answer(HttpResponse<byte[]> received) throws IOException {
        HTTPResponse answer = new HTTPResponse(received.statusCode());
        Optional<String> type = received.headers().firstValue("Content-Type");
        try {
            if (type.isPresent()) {
                answer.setEntityContentType(ContentType.parse(type.get()));
            }
        } catch (java.text.ParseException e) {
            throw new IOException("the provider's Content-Type cannot be read", e);
        }
        answer.setBody(new String(received.body(), StandardCharsets.UTF_8));
        return answer;
    }

    /** Reads a document by {@code GET}. */
    String read(java.net.URI address) throws IOException, ParseException {
        HTTPRequest request = new HTTPRequest(HTTPRequest.Method.GET, address);
        request.setAccept("application/json");
        HTTPResponse answer = request.send(this);
        answer.ensureStatusCode(HTTPResponse.SC_OK);
        return answer.getBody();
    }
}
