package io.revocast.demo;

import io.javalin.config.RoutesConfig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The page that shows the live stream: files on the class path. Its policy allows nothing from elsewhere. */
final class LivePage {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    void register(RoutesConfig routes) {
        serve(routes, "/", "index.html", "text/html; charset=utf-8");
        serve(routes, "/live.css", "live.css", "text/css; charset=utf-8");
        serve(routes, "/live.js", "live.js", "text/javascript; charset=utf-8");
        serve(routes, "/icon.svg", "icon.svg", "image/svg+xml");
    }

    private static void serve(RoutesConfig routes, String path, String file, String type) {
        byte[] content = read(file);
        routes.get(
                path,
                context -> context.header("Content-Security-Policy", POLICY)
                        .header("X-Content-Type-Options", "nosniff")
                        .header("Referrer-Policy", "no-referrer")
                        .header("Cache-Control", "no-cache")
                        .contentType(type)
                        .result(content));
    }

    private static byte[] read(String file) {
        try (InputStream in = LivePage.class.getResourceAsStream("/live/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the class path has no live/" + file + "; build the module again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
