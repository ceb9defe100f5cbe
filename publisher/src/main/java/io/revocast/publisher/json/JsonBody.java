package io.revocast.publisher.json;

import jakarta.servlet.http.HttpServletRequest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A request's body, when it is JSON and not too large. */
public final class JsonBody {
    /** The most bytes of a body. */
    public static final int MAX_BYTES = 2 * 1024 * 1024;

    /** As long as most bodies are. */
    private static final int CHUNK = 1024;

    private static final Duration TIME_LIMIT = Duration.ofSeconds(15);
    private static final Pattern JSON = Pattern.compile("application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");

    private JsonBody() {}

    public static byte[] read(HttpServletRequest request) throws ProblemException, IOException {
        String type = request.getContentType();
        if (type == null || !JSON.matcher(type.strip().toLowerCase(Locale.ROOT)).matches()) {
            throw new ProblemException(
                    Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "the body must be sent as application/json in UTF-8")
                            .with("field", "Content-Type")
                            .with("value", type)
                            .with("rule", "must be application/json"));
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "the body must not be compressed")
                    .with("field", "Content-Encoding")
                    .with("rule", "must be left out"));
        }
        if (request.getContentLengthLong() > MAX_BYTES) {
            throw tooLarge();
        }
        return read(request.getInputStream());
    }

    /** Like {@link #read}, without parameters. An endpoint without {@code dryRun} must refuse a request that has it. */
    public static byte[] readAlone(HttpServletRequest request) throws ProblemException, IOException {
        if (request.getQueryString() != null) {
            throw new ProblemException(
                    Problem.of(ProblemType.INVALID_FIELD, "this path takes a body and no parameters beside it")
                            .with("field", "query")
                            .with("rule", "must be left out"));
        }
        return read(request);
    }

    /** Reads a body of any type to its end, within the limits of size and time. */
    public static byte[] read(InputStream stream) throws ProblemException, IOException {
        long deadline = System.nanoTime() + TIME_LIMIT.toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int length = stream.read(chunk); length >= 0; length = stream.read(chunk)) {
            body.write(chunk, 0, length);
            if (body.size() > MAX_BYTES) {
                throw tooLarge();
            }
            // The idle timeout bounds each read; this bounds a body that trickles in.
            if (System.nanoTime() > deadline) {
                throw new ProblemException(
                        Problem.of(
                                ProblemType.TOO_SLOW,
                                "the body must arrive within " + TIME_LIMIT.toSeconds() + " seconds"),
                        Map.of("Connection", "close"));
            }
        }
        return body.toByteArray();
    }

    private static ProblemException tooLarge() {
        return new ProblemException(
                Problem.of(ProblemType.BODY_TOO_LARGE, "the body must be at most " + MAX_BYTES + " bytes"));
    }
}
