package io.revocast.publisher.jwks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reads JWK Sets from {@code https}, {@code http} and {@code file} URIs without holding the caller's thread. One deadline
 * covers all of it. Thread-safe.
 */
final class JwkSetReader {
    private final Duration deadline;
    private final ProviderHttp http;

    /**
     * @param deadline for the whole of one reading
     */
    JwkSetReader(Duration deadline) {
        this.deadline = deadline;
        this.http = new ProviderHttp(deadline);
    }

    /** Returns what is there, or fails; in any case before the deadline. */
    CompletableFuture<byte[]> read(URI uri) {
        return "file".equalsIgnoreCase(uri.getScheme()) ? file(Path.of(uri)) : get(uri);
    }

    private CompletableFuture<byte[]> get(URI uri) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        return http.send(request).thenApply(JwkSetReader::body);
    }

    private static byte[] body(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status >= 300 && status < 400) {
            throw new UncheckedIOException(new IOException("HTTP status " + status
                    + ": redirects are not followed; configure the address where the JWK Set itself is"));
        }
        if (status != 200) {
            throw new UncheckedIOException(new IOException("HTTP status " + status + " instead of 200"));
        }
        return answer.body();
    }

    private CompletableFuture<byte[]> file(Path file) {
        return CompletableFuture.supplyAsync(() -> bytes(file), JwkSetReader::onThreadOfItsOwn)
                .orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A file may be on a network that hangs, which must not hold a thread that others need. */
    private static void onThreadOfItsOwn(Runnable reading) {
        Thread thread = new Thread(reading, "revocast-jwk-set");
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > ProviderHttp.MAX_BYTES) {
                throw new IOException("the file is larger than " + ProviderHttp.MAX_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
