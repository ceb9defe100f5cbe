package io.revocast.publisher.token;

import io.revocast.event.Target;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.TextRules;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * A compact JWS that a caller pasted, read strictly and without trusting it.
 *
 * <p>Parsers disagree about odd tokens: duplicate members, trailing bytes, numbers as {@code jti}. A service could
 * then know the token by another name than the one revoked here, so whatever two parsers may read differently is
 * refused. {@link #toString()} shows nothing of it. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-3.1">RFC 7515, section 3.1</a>
 */
public final class PastedToken {
    private static final int MAX_CHARACTERS = 64 * 1024;

    /**
     * Members that change how the token is read. Others that name a key, such as {@code jku}, {@code x5u} and {@code jwk},
     * are ignored: only the keys of its configured issuer verify it.
     */
    private static final Set<String> REFUSED_HEADERS = Set.of("crit", "b64");

    /** The latest time that any unit explains: the end of 9999 in milliseconds. */
    private static final BigDecimal LARGEST_TIME = new BigDecimal("253402300799999");

    private final String signingInput;
    private final String signature;
    private final Map<String, @Nullable Object> header;
    private final Map<String, @Nullable Object> claims;

    private PastedToken(
            String signingInput,
            String signature,
            Map<String, @Nullable Object> header,
            Map<String, @Nullable Object> claims) {
        this.signingInput = signingInput;
        this.signature = signature;
        this.header = header;
        this.claims = claims;
    }

    /**
     * Reads a token in its canonical spelling.
     *
     * @throws RejectedException when it cannot be read, {@linkplain RejectedException#isProvenInvalid proven invalid} when
     *     it is not a token at all; no message holds any part of it but member names
     */
    public static PastedToken parse(String token) throws RejectedException {
        try {
            return read(token);
        } catch (RejectedException e) {
            throw TokenSpelling.resemblesToken(token) ? e : e.provenInvalid(true);
        }
    }

    private static PastedToken read(String token) throws RejectedException {
        if (token.length() > MAX_CHARACTERS) {
            throw malformed("must be at most " + MAX_CHARACTERS + " characters");
        }
        if (token.chars().anyMatch(c -> c <= ' ')) {
            throw malformed("must be the compact token alone, without white space or Bearer before it");
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length == 5) {
            throw malformed("must be signed, not encrypted: a JWE names nothing that can be revoked; "
                    + "revoke its jti with a token target");
        }
        if (parts.length != 3) {
            throw malformed("must have exactly three parts separated by dots (RFC 7515 section 3.1)");
        }
        Map<String, @Nullable Object> header = StrictJson.object(decode("header", parts[0]), "header");
        checkHeader(header);
        Map<String, @Nullable Object> claims = StrictJson.object(decode("payload", parts[1]), "payload");
        decode("signature", parts[2]);
        return new PastedToken(parts[0] + "." + parts[1], parts[2], header, claims);
    }

    private static byte[] decode(String part, String text) throws RejectedException {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            // The decoder takes padding and stray trailing bits: other spellings of the same bytes.
            if (bytes.length > 0
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(bytes)
                            .equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw malformed(part + " must be base64url without padding (RFC 7515 section 2)", e);
        }
        throw malformed(part + " must be base64url without padding (RFC 7515 section 2)");
    }

    private static void checkHeader(Map<String, @Nullable Object> header) throws RejectedException {
        Object algorithm = header.get("alg");
        if (!(algorithm instanceof String name) || name.isEmpty()) {
            throw malformed("header must have a string alg");
        }
        if ("none".equalsIgnoreCase(name)) {
            throw malformed("header must not say alg none: such a token proves nothing")
                    .provenInvalid(true);
        }
        if (header.containsKey("enc")) {
            throw malformed("must be signed, not encrypted: header has enc");
        }
        for (String refused : REFUSED_HEADERS) {
            if (header.containsKey(refused)) {
                throw malformed("header must not have " + refused + ": it changes how the token is read");
            }
        }
        if (header.containsKey("kid") && !(header.get("kid") instanceof String)) {
            throw malformed("header must have a string kid, or none");
        }
    }

    /** The {@code iss} claim. */
    public String issuer() throws RejectedException {
        if (claims.get("iss") instanceof String issuer && !issuer.isEmpty()) {
            return TextRules.requirePrintable("token.iss", issuer);
        }
        throw new RejectedException(
                Kind.INVALID_TOKEN,
                "token.iss",
                null,
                "must be a string that is not empty: every target has an issuer");
    }

    /** What the token is revoked as: by {@code jti}, or by its fingerprint where that cannot name it. */
    public Target.Token target() throws RejectedException {
        String issuer = issuer();
        String jti = null;
        if (claims.containsKey("jti")) {
            if (!(claims.get("jti") instanceof String text)) {
                throw new RejectedException(
                        Kind.INVALID_TOKEN, "token.jti", null, "must be a string (RFC 7519 section 4.1.7)");
            }
            jti = TextRules.requirePrintable("token.jti", text);
        }
        try {
            return Target.Token.of(issuer, jti, signingInput);
        } catch (IllegalArgumentException e) {
            throw TextRules.rejection("token.iss", null, e);
        }
    }

    /** The {@code exp} claim in seconds since 1970, a fraction rounded up; null when absent. */
    public @Nullable Long expiresAt() throws RejectedException {
        return seconds("exp", "4.1.4", RoundingMode.CEILING);
    }

    /** The same as services read it for a check: a fraction rounded down. */
    public @Nullable Long expiresAtAsChecked() throws RejectedException {
        return seconds("exp", "4.1.4", RoundingMode.FLOOR);
    }

    /** The {@code nbf} claim in seconds since 1970, a fraction rounded up; null when absent. */
    public @Nullable Long notBefore() throws RejectedException {
        return seconds("nbf", "4.1.5", RoundingMode.CEILING);
    }

    /** The {@code iat} claim in seconds since 1970, a fraction rounded down; null when absent. */
    public @Nullable Long issuedAt() throws RejectedException {
        return seconds("iat", "4.1.6", RoundingMode.FLOOR);
    }

    private @Nullable Long seconds(String claim, String section, RoundingMode rounding) throws RejectedException {
        if (!claims.containsKey(claim)) {
            return null;
        }
        String rfc = "(RFC 7519 section " + section + ")";
        if (!(claims.get(claim) instanceof BigDecimal time)) {
            throw new RejectedException(
                    Kind.INVALID_TOKEN, "token." + claim, null, "must be a number of seconds " + rfc);
        }
        if (time.abs().compareTo(LARGEST_TIME) > 0) {
            throw new RejectedException(
                    Kind.INVALID_TOKEN,
                    "token." + claim,
                    time.toString(),
                    "must be a number of seconds before the year 10000 " + rfc);
        }
        return time.setScale(0, rounding).longValueExact();
    }

    /**
     * The value of a claim, read-only: a String, a BigDecimal, a Boolean, a List or a Map of those by name. It is null when the
     * claim is absent or JSON's null; {@link #hasClaim} distinguishes the two.
     */
    public @Nullable Object claim(String name) {
        return claims.get(name);
    }

    /** Whether there is such a claim, be it null. */
    public boolean hasClaim(String name) {
        return claims.containsKey(name);
    }

    /** The names of its claims. */
    Set<String> claimNames() {
        return claims.keySet();
    }

    /** The header's {@code alg}. */
    public String algorithm() {
        return header.get("alg") instanceof String algorithm ? algorithm : "";
    }

    /** The value of a header parameter, as {@link #claim} has them. */
    public @Nullable Object header(String name) {
        return header.get(name);
    }

    /** Whether there is such a header parameter, be it null. */
    public boolean hasHeader(String name) {
        return header.containsKey(name);
    }

    /** The header's {@code kid}; null when absent. */
    public @Nullable String keyId() {
        return (String) header.get("kid");
    }

    /** The bytes that the signature covers: {@code header.payload} as received. */
    public String signingInput() {
        return signingInput;
    }

    /** The signature in base64url. */
    public String signature() {
        return signature;
    }

    /** The whole token in its canonical spelling. */
    public String compact() {
        return signingInput + "." + signature;
    }

    @Override
    public String toString() {
        return "PastedToken";
    }

    private static RejectedException malformed(String rule) {
        return new RejectedException(Kind.INVALID_TOKEN, "token", null, rule);
    }

    private static RejectedException malformed(String rule, Throwable cause) {
        RejectedException rejection = malformed(rule);
        rejection.initCause(cause);
        return rejection;
    }
}
