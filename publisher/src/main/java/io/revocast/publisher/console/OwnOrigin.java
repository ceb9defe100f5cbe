package io.revocast.publisher.console;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells requests of the publisher's own pages from those of foreign pages. Immutable. */
final class OwnOrigin {
    private static final String SITE = "Sec-Fetch-Site";
    private static final String ORIGIN = "Origin";
    /** Names that no one but this machine can answer for. */
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[::1\\]|(.+\\.)?localhost");

    private final @Nullable String publicOrigin;
    private final @Nullable String publicHost;

    /**
     * @param publicUrl at which browsers reach this publisher; null when it is not configured
     */
    OwnOrigin(@Nullable URI publicUrl) {
        this.publicOrigin = publicUrl == null ? null : of(publicUrl);
        this.publicHost = publicUrl == null ? null : publicUrl.getHost().toLowerCase(Locale.ROOT);
    }

    private static String of(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = url.getPort() < 0 || url.getPort() == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + url.getPort());
    }

    /** Whether a browser sent the request for a page, as far as its headers tell. */
    boolean isFromPage(Context ctx) {
        return ctx.header(SITE) != null || ctx.header(ORIGIN) != null;
    }

    /**
     * Whether a browser sent the request. Without TLS, the other headers are missing in requests of a page to its own host
     * that only read.
     */
    boolean isFromBrowser(Context ctx) {
        return isFromPage(ctx) || ctx.header("Accept-Language") != null;
    }

    /** Whether the request came to a name that an attacker cannot have pointed at this publisher. */
    boolean isOwnHost(Context ctx) {
        String host = ctx.req().getServerName().toLowerCase(Locale.ROOT);
        return host.equals(publicHost) || LOOPBACK.matcher(host).matches();
    }

    /** Whether what a browser tells of the page is this origin; true when it tells nothing. */
    boolean isOwn(Context ctx) {
        List<String> sites = Collections.list(ctx.req().getHeaders(SITE));
        List<String> origins = Collections.list(ctx.req().getHeaders(ORIGIN));
        return sites.stream().allMatch("same-origin"::equals)
                && origins.stream().allMatch(origin -> isOwn(ctx, origin.toLowerCase(Locale.ROOT)));
    }

    private boolean isOwn(Context ctx, String origin) {
        return origin.equals(publicOrigin) || origin.equals(requested(ctx));
    }

    private static String requested(Context ctx) {
        return ctx.scheme() + "://" + String.valueOf(ctx.header("Host")).toLowerCase(Locale.ROOT);
    }

    /** The address for browsers: the configured one, else the one that the request came to. */
    String address(Context ctx) {
        return publicOrigin == null ? requested(ctx) : publicOrigin;
    }

    /** Whether browsers reach this publisher over TLS. */
    boolean isSecure(Context ctx) {
        return ctx.req().isSecure() || (publicOrigin != null && publicOrigin.startsWith("https:"));
    }
}
