package io.revocast.publisher.console;

import io.revocast.event.internal.Sha256;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** One file as browsers get it, compressed once where that makes it smaller. Immutable: the arrays are not changed. */
final class PageFile {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "woff2", "font/woff2",
            "json", "application/json",
            "webmanifest", "application/manifest+json");

    /** These are compressed already. */
    private static final Set<String> DENSE = Set.of("png", "woff2");

    private final String type;
    private final byte[] plain;
    private final byte @Nullable [] gzip;
    private final String hash;

    private PageFile(String type, byte[] plain, byte @Nullable [] gzip) {
        this.type = type;
        this.plain = plain;
        this.gzip = gzip;
        this.hash = new Sha256().add(plain).base64Url();
    }

    /**
     * Makes a file of its content.
     *
     * @throws IllegalArgumentException when no media type is known for its name
     */
    static PageFile of(String name, byte[] content) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        String type = TYPES.get(ending);
        if (type == null) {
            throw new IllegalArgumentException(
                    "a file of the console must end in one of " + TYPES.keySet() + ": " + name);
        }
        byte[] small = DENSE.contains(ending) ? content : gzip(content);
        return new PageFile(type, content, small.length < content.length ? small : null);
    }

    /** The media types of all files, without parameters. */
    static String[] mediaTypes() {
        return TYPES.values().stream()
                .map(type -> type.replaceFirst(";.*", ""))
                .distinct()
                .toArray(String[]::new);
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new BestGzip(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    String type() {
        return type;
    }

    boolean isHtml() {
        return type.startsWith("text/html");
    }

    /** What a browser that takes gzip gets; null when the file does not become smaller. */
    byte @Nullable [] compressed() {
        return gzip;
    }

    byte[] plain() {
        return plain;
    }

    /** The entity tag (RFC 9110 section 8.8.3), which differs between the two forms. */
    String tag(boolean compressed) {
        return '"' + hash + (compressed ? "-gzip" : "") + '"';
    }
}
