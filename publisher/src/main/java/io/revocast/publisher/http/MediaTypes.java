package io.revocast.publisher.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** The media types that the server itself treats apart. */
public final class MediaTypes {
    /** Bodies of any length, read and answered line by line. */
    public static final String NDJSON = "application/x-ndjson";

    /** Tables for spreadsheets (RFC 4180). */
    public static final String CSV = "text/csv";

    private MediaTypes() {}

    static boolean isNdjson(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith(NDJSON);
    }

    /**
     * Whether a caller takes lines rather than one JSON document: by their weights, or else by what it names first.
     *
     * @param accept null when there is no such header
     */
    public static boolean prefersNdjson(@Nullable String accept) {
        return prefers(accept, NDJSON);
    }

    /**
     * Whether a caller takes a type rather than one JSON document: by their weights, or else by what it names first.
     *
     * @param accept null when there is no such header
     */
    public static boolean prefers(@Nullable String accept, String type) {
        if (accept == null) {
            return false;
        }
        Acceptable.Fit other = Acceptable.fit(accept, type);
        Acceptable.Fit document = Acceptable.fit(accept, "application/json");
        int byWeight = Double.compare(other.weight(), document.weight());
        return byWeight > 0 || (byWeight == 0 && other.weight() > 0 && other.place() < document.place());
    }
}
