package io.revocast.consumer;

import io.revocast.event.Target;
import io.revocast.event.TargetKey;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.Collection;

/**
 * Finds a live revocation that matches a token: the one place where look-up keys are built from claims.
 *
 * <p>Any match revokes; a narrow target never hides a wide one. Only kinds and claim names that live revocations of its
 * issuer use are looked at, so the cost does not depend on how many claims a token has. Thread-safe.
 */
final class TokenMatcher {
    /** No longer number fits into a record key, and writing one out could take gigabytes. */
    private static final int MAX_DIGITS = TargetKey.MAX_BYTES;

    private final RevocationStore store;

    TokenMatcher(RevocationStore store) {
        this.store = store;
    }

    /** Returns what matches, or null. */
    @Nullable
    Match match(VerifiedToken token, String issuer) {
        for (Scope scope : store.scopes(issuer)) {
            Match match = switch (scope.kind()) {
                case TOKEN -> byId(token, scope);
                case CLAIM -> byClaim(token, scope);
                case KEY -> before(token, scope, token.keyId());
                case ISSUER -> before(token, scope, "", store.findEverything(scope));
            };
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    private @Nullable Match byId(VerifiedToken token, Scope scope) {
        String jti = token.jti();
        String id = jti != null && Target.Token.nameable(scope.issuer(), jti)
                ? jti
                : Target.Token.fingerprint(token.signingInput());
        Entry entry = store.find(scope, id);
        return entry == null ? null : new Match(entry, scope, id);
    }

    private @Nullable Match byClaim(VerifiedToken token, Scope scope) {
        Object value = token.claim(scope.claimName());
        // A String, as most are, is told from a Collection only after a look at all that it implements.
        if (value instanceof String text) {
            return before(token, scope, text);
        }
        if (!(value instanceof Collection<?> values)) {
            return before(token, scope, text(value));
        }
        for (Object each : values) {
            Match match = before(token, scope, text(each));
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    private @Nullable Match before(VerifiedToken token, Scope scope, @Nullable String value) {
        return value == null ? null : before(token, scope, value, store.find(scope, value));
    }

    private static @Nullable Match before(VerifiedToken token, Scope scope, String value, @Nullable Entry entry) {
        return entry != null && entry.matches(token.issuedAt()) ? new Match(entry, scope, value) : null;
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
