package io.revocast.publisher.console.openid;

import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import io.revocast.publisher.jwks.ProviderHttp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests to a provider. One deadline covers the whole of each, and an answer has a limited length. Redirects are
 * not followed. Thread-safe.
 */
final class ProviderConnection implements HTTPRequestSender {
    private final Duration deadline;
    private final ProviderHttp http;

    /**
     * @param deadline for the whole of one request
     */
    ProviderConnection(Duration deadline) {
        this.deadline = deadline;
        this.http = new ProviderHttp(deadline);
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        HttpRequest.Builder sent = HttpRequest.newBuilder(request.getURI());
        request.getHeaderMap().forEach((name, values) -> values.forEach(value -> sent.header(name, value)));
        String body = request.getBody();
        sent.method(
                request.getMethod() == HTTPRequest.Method.POST ? "POST" : "GET",
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return answer(await(http.send(sent.build())));
    }

    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> exchange) throws IOException {
        try {
            // It ends by itself at the deadline.
            return exchange.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the provider was asked");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TimeoutException late
                    ? new IOException("the provider did not answer within " + deadline.toSeconds() + " s", late)
                    : new IOException("the provider cannot be reached", e.getCause());
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
