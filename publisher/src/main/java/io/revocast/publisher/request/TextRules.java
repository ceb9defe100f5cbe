package io.revocast.publisher.request;

import io.revocast.publisher.request.RejectedException.Kind;
import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/** The rules that every text of a request obeys. */
public final class TextRules {
    private static final Pattern CREDENTIAL = Pattern.compile("\\brvk_[A-Za-z0-9_-]{20,}"
            + "|(?i:\\b(?:bearer|basic)\\s+(?=[A-Za-z0-9+/._~-]*[0-9A-Z])[A-Za-z0-9+/._~-]{16,})"
            + "|-----BEGIN [A-Z ]{0,30}PRIVATE KEY"
            + "|://[^/\\s:@]{1,256}:[^/\\s@]{1,256}@");

    private TextRules() {}

    /** Returns the text, or refuses control characters, lone surrogates and raw tokens; anything else stays unchanged. */
    public static String requirePrintable(String field, String text) throws RejectedException {
        if (hasControls(text)) {
            throw new RejectedException(Kind.INVALID_FIELD, field, escaped(text), "must not have control characters");
        }
        if (!isWellFormed(text)) {
            throw new RejectedException(Kind.INVALID_FIELD, field, null, "must not have a lone surrogate");
        }
        if (EmbeddedToken.isWhole(text)) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, field, null, "must not hold a whole token; paste that in the field token");
        }
        return text;
    }

    /**
     * Refuses text that looks like a credential: an API key of this product, an Authorization header, a private key, or a
     * URL with a password. Everybody who reads the log reads the text.
     */
    public static void requireNoCredential(String field, String text) throws RejectedException {
        if (CREDENTIAL.matcher(text).find()) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, field, null, "must not hold a credential; every reader of the log can read it");
        }
    }

    /** The rejection that a value type's own rule amounts to. */
    public static RejectedException rejection(String field, @Nullable String value, IllegalArgumentException broken) {
        RejectedException rejection = new RejectedException(
                Kind.INVALID_FIELD, field, value, "is not valid: " + String.valueOf(broken.getMessage()));
        rejection.initCause(broken);
        return rejection;
    }

    public static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static boolean hasControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static String escaped(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}
