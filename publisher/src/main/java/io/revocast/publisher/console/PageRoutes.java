package io.revocast.publisher.console;

import io.javalin.http.Context;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;

import java.util.Arrays;
import java.util.Locale;

/** {@code /} and the files below {@code /console/}. They need no credential: there is no secret in them. */
public final class PageRoutes implements RouteGroup {
    private static final String FILE = "file";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
                    + "frame-ancestors 'none'";

    private final PageFiles files = PageFiles.read();

    @Override
    public void register(Routes routes) {
        routes.get("/", ctx -> answer(ctx, files.require(PageFiles.INDEX)), "text/html");
        routes.get("/console/<" + FILE + ">", this::file, PageFile.mediaTypes());
    }

    private void file(Context ctx) throws ProblemException {
        answer(
                ctx,
                files.find(ctx.pathParam(FILE))
                        .orElseThrow(() -> new ProblemException(
                                Problem.of(ProblemType.NOT_FOUND, "there is no such file of the console"))));
    }

    /** Answers with a file, or that the browser has it already (RFC 9110 section 13.1.2). */
    static void answer(Context ctx, PageFile file) {
        byte[] compressed = takesGzip(ctx) ? file.compressed() : null;
        String tag = file.tag(compressed != null);
        ctx.header("Cache-Control", "no-cache").header("ETag", tag);
        if (file.compressed() != null) {
            ctx.header("Vary", "Accept-Encoding");
        }
        if (file.isHtml()) {
            ctx.header("Content-Security-Policy", POLICY);
        }
        if (has(ctx, tag)) {
            ctx.status(304);
            return;
        }
        byte[] body = compressed == null ? file.plain() : compressed;
        if (compressed != null) {
            ctx.header("Content-Encoding", "gzip");
        }
        ctx.contentType(file.type()).result(body);
        ctx.res().setContentLength(body.length);
    }

    private static boolean takesGzip(Context ctx) {
        String accepted = ctx.header("Accept-Encoding");
        return accepted != null
                && Arrays.stream(accepted.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(each -> each.replaceAll("\\s", ""))
                        .anyMatch(each -> each.equals("gzip") || each.matches("gzip;q=(1(\\.0+)?|0?\\.0*[1-9]\\d*)"));
    }

    private static boolean has(Context ctx, String tag) {
        String known = ctx.header("If-None-Match");
        return known != null
                && (known.strip().equals("*")
                        || Arrays.stream(known.split(",", -1))
                                .map(each -> each.strip().replaceFirst("^W/", ""))
                                .anyMatch(tag::equals));
    }
}
