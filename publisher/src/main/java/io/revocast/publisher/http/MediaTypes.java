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

    /** The first media type of an {@code Accept} header, without parameters; null when there is none. */
    public static @Nullable String first(@Nullable String accept) {
        return accept == null ? null : accept.split("[;,]", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
