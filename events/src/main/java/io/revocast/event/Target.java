package io.revocast.event;

import io.revocast.event.internal.Sha256;
import io.revocast.event.internal.TargetKey;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a revocation names: a token, a claim value, a value inside a claim, a signing key, or an issuer.
 *
 * <p>Every target belongs to one issuer ({@code iss}, RFC 7519 section 4.1.1), because a {@code jti}, a subject or a
 * key id means nothing outside it. Two targets are equal exactly when their {@link #key()} is equal. Values are kept
 * as they are given: no trimming, no Unicode normalisation.
 *
 * <p>Constructors throw {@link IllegalArgumentException} for an empty value, for text with a lone surrogate (it has no
 * UTF-8 form), and for a target whose key would be longer than 1,024 bytes. Immutable.
 */
public sealed interface Target {

    /** The {@code iss} that the token must carry. */
    String issuer();

    /** Which of the five kinds this is. */
    Kind kind();

    /** The name of the claim, or the pointer of the path, that this target names a value of; empty for other kinds. */
    default String name() {
        return "";
    }

    /** The claim that the matching tokens have: that of the name, or the first segment of the pointer; else empty. */
    default String claimName() {
        return name();
    }

    /** The text that differs between targets of one kind, issuer and name; empty for an issuer. */
    default String value() {
        return "";
    }

    /** The record key: canonical JSON (RFC 8785), at most 1,024 bytes of UTF-8. */
    String key();

    /** The kinds of target, narrowest first. */
    enum Kind {
        TOKEN,
        CLAIM,
        PATH,
        KEY,
        ISSUER;

        /** Returns the name in keys, JSON and logs. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether a revocation of this kind must have a cut-off; without one, new log-ins would be refused too. */
        public boolean needsCutOff() {
            return this == CLAIM || this == PATH || this == ISSUER;
        }
    }

    /**
     * One token, named by its {@code jti} (RFC 7519 section 4.1.7) or, where that cannot serve, by the fingerprint of
     * its signing input.
     *
     * @param id the {@code jti}, or {@code sha256:} and 43 characters of base64url
     */
    record Token(String issuer, String id) implements Target {
        private static final Pattern FINGERPRINT = Pattern.compile("sha256:[A-Za-z0-9_-]{43}");

        public Token {
            requireText("issuer", issuer);
            requireText("jti", id);
            requireFits("jti", TargetKey.fitsToken(issuer, id), "revoke the token by its fingerprint instead");
        }

        /**
         * Returns the target of a token, the same at publishers and readers. It is named by its {@code jti} when
         * {@link #nameable} accepts that, otherwise by its fingerprint.
         *
         * @param signingInput {@code header.payload} exactly as received (RFC 7515 section 5.2), without the signature:
         *     a signature has several accepted spellings, the text it covers has one
         */
        public static Token of(String issuer, @Nullable String jti, String signingInput) {
            return new Token(issuer, id(issuer, jti, signingInput));
        }

        /** The {@link #id()} that {@link #of} would give, for look-ups that build no target. Never throws. */
        public static String id(String issuer, @Nullable String jti, String signingInput) {
            return jti != null && nameable(issuer, jti) ? jti : fingerprint(signingInput);
        }

        /**
         * Whether a {@code jti} can name its token. It cannot when it is empty, too long, has a lone surrogate, or has
         * the form of a fingerprint.
         */
        public static boolean nameable(String issuer, String jti) {
            return !jti.isEmpty() && !isFingerprint(jti) && isWellFormed(jti) && TargetKey.fitsToken(issuer, jti);
        }

        /** Returns whether an id has the form of a {@link #fingerprint}. */
        public static boolean isFingerprint(String id) {
            return id.startsWith("sha256:") && FINGERPRINT.matcher(id).matches();
        }

        /** Returns {@code sha256:} and the base64url SHA-256 of {@code header.payload} as received. */
        public static String fingerprint(String signingInput) {
            return "sha256:" + new Sha256().add(signingInput).base64Url();
        }

        @Override
        public Kind kind() {
            return Kind.TOKEN;
        }

        @Override
        public String value() {
            return id;
        }

        @Override
        public String key() {
            return TargetKey.token(issuer, id);
        }
    }

    /**
     * Every token in which a claim has a value, or, for an array, contains it. The claim {@code scope} also contains
     * each member of its space-separated list (RFC 9068 section 2.2.3).
     *
     * @param name the claim's name, for example {@code sub}, {@code sid} or {@code client_id}; not a registered claim
     *     that another kind of target or the token's own times stand for
     * @param value the text; numbers and booleans are named by theirs ({@code 7}, {@code true})
     */
    record Claim(String issuer, String name, String value) implements Target {
        /** The claim whose text is a list of members with single spaces between them (RFC 8693 section 4.2). */
        public static final String SCOPE = "scope";

        private static final Set<String> RESERVED = Set.of("iss", "jti", "exp", "iat", "nbf");

        /** No longer number fits into a record key, and writing one out could take gigabytes. */
        private static final int MAX_DIGITS = TargetKey.MAX_BYTES;

        public Claim {
            requireText("issuer", issuer);
            requireText("claim name", name);
            if (RESERVED.contains(name)) {
                throw new IllegalArgumentException("claim name must not be one of exp, iat, iss, jti, nbf: " + name
                        + "; revoke by jti with a token target, by iss with an issuer target");
            }
            requireText("claim value", value);
            requireFits("claim value", TargetKey.fits(TargetKey.claim(issuer, name, value)), "revoke by another claim");
        }

        /** Whether a claim may be named; those that have a kind of target of their own, or are times, may not. */
        public static boolean nameable(String name) {
            return !name.isEmpty() && !RESERVED.contains(name);
        }

        /**
         * Returns the text that names a claim's value, the same at publishers and readers: an unchanged String, a
         * Boolean, or a Number in plain decimal notation without trailing zeros. So 7, 7.0 and 7e0 are one value.
         * Returns null for a value that no target can name. Never throws.
         */
        public static @Nullable String textOf(@Nullable Object value) {
            if (value instanceof String
                    || value instanceof Boolean
                    || value instanceof Integer
                    || value instanceof Long) {
                return value.toString();
            }
            return value instanceof Number number ? decimal(number.toString()) : null;
        }

        /**
         * Returns every text that names a value of a claim: {@link #textOf} the value, or of each element of a
         * Collection, and each member of a {@code scope} text. Values that nothing can name are left out.
         */
        public static Stream<String> textsOf(String name, @Nullable Object value) {
            if (value instanceof Collection<?> values) {
                return values.stream().map(Claim::textOf).flatMap(Stream::ofNullable);
            }
            String text = textOf(value);
            if (text == null || text.isEmpty()) {
                return Stream.empty();
            }
            boolean list = name.equals(SCOPE) && value instanceof String && text.indexOf(' ') >= 0;
            return list ? Stream.concat(Stream.of(text), members(text)) : Stream.of(text);
        }

        private static Stream<String> members(String scope) {
            return Arrays.stream(scope.split(" ", -1)).filter(member -> !member.isEmpty());
        }

        private static @Nullable String decimal(String number) {
            try {
                BigDecimal decimal = new BigDecimal(number).stripTrailingZeros();
                long digits = Math.max(decimal.precision(), Math.abs((long) decimal.scale()));
                return digits > MAX_DIGITS ? null : decimal.toPlainString();
            } catch (NumberFormatException e) {
                // NaN and infinities: JSON has none, so no revocation names one.
                return null;
            }
        }

        @Override
        public Kind kind() {
            return Kind.CLAIM;
        }

        @Override
        public String key() {
            return TargetKey.claim(issuer, name, value);
        }
    }

    /**
     * Every token in which the place that a JSON Pointer (RFC 6901) names has a value, or, for an array, contains it.
     *
     * <p>The pointer has two segments or more: the first names a claim, the others lead into it. A segment selects the
     * member of an object by its name, or the element of an array by its index, as RFC 6901 section 4 says. An array is
     * searched for the value only where the pointer ends, so {@code /realm_access/roles} matches each role, and
     * {@code /groups/name} matches nothing when {@code groups} is an array. A pointer that leads nowhere matches
     * nothing.
     *
     * @param pointer for example {@code /act/sub}; {@code ~0} stands for a tilde and {@code ~1} for a slash
     * @param value as {@link Claim#textOf} spells it
     */
    record Path(String issuer, String pointer, String value) implements Target {
        public Path {
            requireText("issuer", issuer);
            requireText("pointer", pointer);
            requirePointer(pointer);
            requireText("path value", value);
            requireFits("path value", TargetKey.fits(TargetKey.path(issuer, pointer, value)), "revoke by a claim");
        }

        private static void requirePointer(String pointer) {
            if (pointer.charAt(0) != '/' || pointer.indexOf('/', 1) < 0) {
                throw new IllegalArgumentException("pointer must be a JSON Pointer (RFC 6901) of two segments or more, "
                        + "such as /act/sub: " + pointer + "; revoke a top-level claim with a claim target");
            }
            for (int tilde = pointer.indexOf('~'); tilde >= 0; tilde = pointer.indexOf('~', tilde + 1)) {
                char escaped = tilde + 1 < pointer.length() ? pointer.charAt(tilde + 1) : ' ';
                if (escaped != '0' && escaped != '1') {
                    throw new IllegalArgumentException("pointer must have 0 or 1 after each tilde (RFC 6901): "
                            + pointer + "; write ~0 for a tilde");
                }
            }
            String claim = segments(pointer).get(0);
            if (!Claim.nameable(claim)) {
                throw new IllegalArgumentException(
                        "pointer must begin with the name of a claim, and not with exp, iat, " + "iss, jti or nbf: "
                                + pointer);
            }
        }

        /** The pointer's segments without their escapes; the first is the name of the claim. */
        public List<String> segments() {
            return segments(pointer);
        }

        private static List<String> segments(String pointer) {
            List<String> segments = new ArrayList<>();
            for (String segment : pointer.substring(1).split("/", -1)) {
                segments.add(segment.replace("~1", "/").replace("~0", "~"));
            }
            return List.copyOf(segments);
        }

        /** Returns the pointer to a member of what a pointer names. */
        public static String append(String pointer, String member) {
            return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
        }

        @Override
        public Kind kind() {
            return Kind.PATH;
        }

        @Override
        public String name() {
            return pointer;
        }

        @Override
        public String claimName() {
            return segments().get(0);
        }

        @Override
        public String key() {
            return TargetKey.path(issuer, pointer, value);
        }
    }

    /**
     * Every token signed with a key.
     *
     * @param keyId the {@code kid} of the token's header (RFC 7515 section 4.1.4)
     */
    record Key(String issuer, String keyId) implements Target {
        public Key {
            requireText("issuer", issuer);
            requireText("kid", keyId);
            requireFits("kid", TargetKey.fits(TargetKey.key(issuer, keyId)), "revoke the issuer instead");
        }

        @Override
        public Kind kind() {
            return Kind.KEY;
        }

        @Override
        public String value() {
            return keyId;
        }

        @Override
        public String key() {
            return TargetKey.key(issuer, keyId);
        }
    }

    /** Every token of an issuer. */
    record Issuer(String issuer) implements Target {
        public Issuer {
            requireText("issuer", issuer);
            requireFits("issuer", TargetKey.fits(TargetKey.issuer(issuer)), "such an issuer cannot be revoked");
        }

        @Override
        public Kind kind() {
            return Kind.ISSUER;
        }

        @Override
        public String key() {
            return TargetKey.issuer(issuer);
        }
    }

    private static void requireText(String name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException(name + " must not contain a lone surrogate: it has no UTF-8 form");
        }
    }

    private static void requireFits(String name, boolean fits, String remedy) {
        if (!fits) {
            throw new IllegalArgumentException(name + " is too long: its record key would exceed " + TargetKey.MAX_BYTES
                    + " bytes of UTF-8; " + remedy);
        }
    }

    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = Character.isHighSurrogate(text.charAt(i))
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
