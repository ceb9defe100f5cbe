package io.revocast.publisher.http;

import org.eclipse.jetty.http.HttpFields;

/** What every answer carries, whoever gives it. There is no {@code Access-Control-…}: no page of another origin may ask. */
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
