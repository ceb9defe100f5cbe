package io.revocast.consumer;

import io.revocast.event.Target;
import io.revocast.event.TargetKey;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.Collection;

/**
 * Finds a live revocation that matches a token: the one place where look-up keys are built from claims.
 *
 * <p>Any match revokes; a narrow target never hides a wide one. Only kinds and claim names that live revocations use
 * are looked at, so the cost does not depend on how many claims a token has. Thread-safe.
 */
final class TokenMatcher {
    /** No longer number fits into a record key, and writing one out could take gigabytes. */
    private static final int MAX_DIGITS = TargetKey.MAX_BYTES;

    private final RevocationStore store;

    TokenMatcher(RevocationStore store) {
        this.store = store;
    }

    /** Returns an entry that matches, or null. */
    @Nullable
    Entry match(VerifiedToken token, String issuer) {
        Entry entry = store.has(Target.Kind.TOKEN)
                ? store.find(TargetKey.token(issuer, Target.Token.id(issuer, token.jti(), token.signingInput())))
                : null;
        if (entry == null) {
            entry = byClaim(token, issuer);
        }
        if (entry == null && store.has(Target.Kind.KEY)) {
            String keyId = token.keyId();
            entry = keyId == null ? null : before(token, TargetKey.key(issuer, keyId));
        }
        if (entry == null && store.has(Target.Kind.ISSUER)) {
            entry = before(token, TargetKey.issuer(issuer));
        }
        return entry;
    }

    private @Nullable Entry byClaim(VerifiedToken token, String issuer) {
        for (String name : store.claimNames()) {
            Object value = token.claim(name);
            Entry entry = value instanceof Collection<?> values
                    ? byAnyValue(token, issuer, name, values)
                    : byValue(token, issuer, name, value);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    private @Nullable Entry byAnyValue(VerifiedToken token, String issuer, String name, Collection<?> values) {
        for (Object value : values) {
            Entry entry = byValue(token, issuer, name, value);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    private @Nullable Entry byValue(VerifiedToken token, String issuer, String name, @Nullable Object value) {
        String text = text(value);
        return text == null ? null : before(token, TargetKey.claim(issuer, name, text));
    }

    private @Nullable Entry before(VerifiedToken token, String key) {
        Entry entry = store.find(key);
        return entry != null && entry.matches(token.issuedAt()) ? entry : null;
    }

    /** The text that names a claim's value; null for a value that nothing can name. */
    private static @Nullable String text(@Nullable Object value) {
        if (value instanceof String || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            return value.toString();
        }
        return value instanceof Number number ? decimal(number.toString()) : null;
    }

    /** A number in plain decimal notation without trailing zeros, so that 7, 7.0 and 7e0 are one value. */
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
}
