package io.revocast.client;

import java.net.http.HttpRequest;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Adds the API key to a request. Shows it nowhere. Thread-safe as far as the supplier is. */
final class BearerCredential {
    /** For a publisher that serves callers without a key. */
    static final BearerCredential NONE = new BearerCredential(() -> "");

    /** The characters that a bearer credential may have (RFC 6750 section 2.1), and no more of them than fit a header. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._~+/=-]{1,8192}");

    private final Supplier<String> apiKey;

    BearerCredential(Supplier<String> apiKey) {
        this.apiKey = apiKey;
    }

    /** Asks for the key, so that it can rotate. */
    void addTo(HttpRequest.Builder request) {
        if (this == NONE) {
            return;
        }
        String key = apiKey.get();
        if (key == null || !KEY.matcher(key).matches()) {
            throw new IllegalStateException(
                    "the API key must be letters, digits and ._~+/=- only, without spaces or line ends");
        }
        request.header("Authorization", "Bearer " + key);
    }
}
