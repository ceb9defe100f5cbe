package io.revocast.publisher.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** The media types that the server itself treats apart. */
public final class MediaTypes {
    /** Bodies of any length, read and answered line by line. */
    public static final String NDJSON = "application/x-ndjson";

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
        if (accept == null) {
            return false;
        }
        Acceptable.Fit lines = Acceptable.fit(accept, NDJSON);
        Acceptable.Fit document = Acceptable.fit(accept, "application/json");
        int byWeight = Double.compare(lines.weight(), document.weight());
        return byWeight > 0 || (byWeight == 0 && lines.weight() > 0 && lines.place() < document.place());
    }
}
