package io.revocast.publisher.http;

import org.eclipse.jetty.http.HttpFields;

/** The headers of every answer. There is no {@code Access-Control-…}: pages of other origins may not call the API. */
final class AnswerHeaders {
    private AnswerHeaders() {}

    static void put(HttpFields.Mutable headers, String requestId, boolean secure) {
        headers.put(RequestId.HEADER, requestId);
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        if (secure) {
            headers.put("Strict-Transport-Security", "max-age=31536000");
        }
    }
}
