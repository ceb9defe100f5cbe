package io.revocast.publisher.oauth;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A request's body, when it is a form in UTF-8 and not too large. Nothing in a query string is ever part of it.
 * {@link #toString} shows nothing.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#appendix-B">RFC 6749, appendix B</a>
 */
public final class FormBody {
    /** The most bytes of a form. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_PARAMETERS = 100;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(15);
    private static final Pattern FORM =
            Pattern.compile("application/x-www-form-urlencoded\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");

    private final Map<String, List<String>> parameters;

    private FormBody(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /** Reads the body. */
    public static FormBody read(HttpServletRequest request) throws OAuthError, IOException {
        String type = request.getContentType();
        if (type == null || !FORM.matcher(type.strip().toLowerCase(Locale.ROOT)).matches()) {
            throw OAuthError.invalidRequest("the body must be application/x-www-form-urlencoded in UTF-8");
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw OAuthError.invalidRequest("the body must not be compressed");
        }
        if (request.getQueryString() != null) {
            throw OAuthError.invalidRequest("parameters must be in the body: a query string ends up in logs");
        }
        if (request.getContentLengthLong() > MAX_BYTES) {
            throw tooLarge();
        }
        return parse(bytes(request.getInputStream()));
    }

    private static byte[] bytes(InputStream stream) throws OAuthError, IOException {
        long deadline = System.nanoTime() + TIME_LIMIT.toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        for (int length = stream.read(chunk); length >= 0; length = stream.read(chunk)) {
            body.write(chunk, 0, length);
            if (body.size() > MAX_BYTES) {
                throw tooLarge();
            }
            if (System.nanoTime() > deadline) {
                throw OAuthError.unreadable(408, "the body must arrive within " + TIME_LIMIT.toSeconds() + " seconds");
            }
        }
        return body.toByteArray();
    }

    private static OAuthError tooLarge() {
        return OAuthError.unreadable(413, "the body must be at most " + MAX_BYTES + " bytes");
    }

    /** Reads a form. Empty values are kept; a parameter without an equals sign has one. */
    static FormBody parse(byte[] form) throws OAuthError {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int count = 0;
        for (String pair : utf8(form).split("&", MAX_PARAMETERS + 2)) {
            if (pair.isEmpty()) {
                continue;
            }
            count++;
            if (count > MAX_PARAMETERS) {
                throw OAuthError.invalidRequest("the body must have at most " + MAX_PARAMETERS + " parameters");
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = decode(equals < 0 ? "" : pair.substring(equals + 1));
            parameters.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
        }
        return new FormBody(parameters);
    }

    /** Decodes percent signs and pluses; refuses what no encoder writes. */
    static String decode(String text) throws OAuthError {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                bytes.write(' ');
            } else if (c == '%') {
                bytes.write(hexDigit(text, i + 1) << 4 | hexDigit(text, i + 2));
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return utf8(bytes.toByteArray());
    }

    private static int hexDigit(String text, int at) throws OAuthError {
        int digit = at < text.length() && text.charAt(at) < 0x80 ? Character.digit(text.charAt(at), 16) : -1;
        if (digit < 0) {
            throw OAuthError.invalidRequest("a percent sign must be followed by two hexadecimal digits");
        }
        return digit;
    }

    private static String utf8(byte[] bytes) throws OAuthError {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw OAuthError.invalidRequest("parameters must be valid UTF-8");
        }
    }

    /** All values of a parameter, in order. */
    List<String> values(String name) {
        return List.copyOf(parameters.getOrDefault(name, List.of()));
    }

    /**
     * The one value of a parameter; null when it is not there or empty, which RFC 6749 section 3.2 says is the same.
     *
     * @param name a constant of ours: it stands in the error
     */
    public @Nullable String optional(String name) throws OAuthError {
        List<String> values = values(name);
        if (values.size() > 1) {
            throw OAuthError.invalidRequest(name + " must be sent once");
        }
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    /** The one value of a parameter that must be there. */
    String required(String name) throws OAuthError {
        String value = optional(name);
        if (value == null) {
            throw OAuthError.invalidRequest(name + " must be sent");
        }
        return value;
    }

    @Override
    public String toString() {
        return "FormBody";
    }
}
