package io.revocast.publisher.jwks;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends requests to identity providers without holding the caller's thread. One deadline covers the whole of each:
 * connection, headers, and every byte of the body. An answer has at most 512 KiB. Redirects are not followed. Thread-safe.
 */
public final class ProviderHttp {
    static final int MAX_BYTES = 512 * 1024;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final Duration deadline;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param deadline for the whole of one request
     */
    public ProviderHttp(Duration deadline) {
        this.deadline = deadline;
    }

    /** Returns the answer, or fails; in any case before the deadline, with a {@link java.util.concurrent.TimeoutException}. */
    public CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request, answer -> new LimitedBody(MAX_BYTES));
        // The request's own timeout would end with the headers.
        return exchange.copy()
                .orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((answer, failure) -> exchange.cancel(true));
    }
}
