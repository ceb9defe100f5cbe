package io.revocast.consumer;

import io.revocast.event.internal.ClaimReader;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;

/**
 * Presents the map of claims that a JWT library verified to a check. Use it to connect a library for which Revocast has
 * no adapter.
 *
 * <p>JWT libraries represent the same token differently. This class evens that out:
 *
 * <ul>
 *   <li>A time may be a Number of seconds, a {@link Date} or an {@link Instant}. It is rounded down to a second. A time
 *       of another type, and one that does not fit into a {@code long}, counts as absent.
 *   <li>Some libraries keep large integers as doubles and lose digits. For such a claim, and only then, this class reads
 *       the digits from the payload of the signing input. When payload and claim differ otherwise, {@link #claim}
 *       throws, and the check answers {@link Verdict.Reason#UNREADABLE_TOKEN}.
 *   <li>An {@code iss} or {@code jti} that is not a String counts as absent.
 * </ul>
 *
 * <p>Immutable and thread-safe as far as the map is.
 */
public final class VerifiedClaims implements VerifiedToken {
    /** From here on, not every integer is a double. */
    private static final double EXACT_BELOW = 0x1p53;

    private final Map<String, ?> claims;
    private final @Nullable String keyId;
    private final @Nullable String signingInput;

    /**
     * Wraps the claims of a token. The map is not copied.
     *
     * @param claims as the JWT library verified them; never those of a token that was only decoded
     * @param keyId the {@code kid} of the header that the signature covers; null when absent
     * @param signingInput {@code header.payload} exactly as received, without the signature. Null when it is not known,
     *     as for an encrypted token: {@link #signingInput} then throws, and a token without {@code jti} is
     *     {@link Verdict.Reason#UNREADABLE_TOKEN} when any token of its issuer is revoked
     */
    public VerifiedClaims(Map<String, ?> claims, @Nullable String keyId, @Nullable String signingInput) {
        this.claims = Objects.requireNonNull(claims, "claims");
        this.keyId = keyId;
        this.signingInput = signingInput;
    }

    @Override
    public @Nullable String issuer() {
        return text("iss");
    }

    @Override
    public @Nullable String jti() {
        return text("jti");
    }

    private @Nullable String text(String name) {
        return claims.get(name) instanceof String text ? text : null;
    }

    @Override
    public @Nullable String keyId() {
        return keyId;
    }

    @Override
    public long issuedAt() {
        return seconds(claims.get("iat"), NO_ISSUED_AT);
    }

    @Override
    public long expiresAt() {
        return seconds(claims.get("exp"), NO_EXPIRES_AT);
    }

    private static long seconds(@Nullable Object time, long absent) {
        if (time instanceof Long || time instanceof Integer) {
            return ((Number) time).longValue();
        }
        if (time instanceof Date date) {
            return date.toInstant().getEpochSecond();
        }
        if (time instanceof Instant instant) {
            return instant.getEpochSecond();
        }
        return time instanceof Number number ? whole(number.toString(), absent) : absent;
    }

    private static long whole(String number, long absent) {
        try {
            BigDecimal decimal = new BigDecimal(number);
            // The precision is compared first: writing out the digits of 1e999999999 would take gigabytes.
            return (long) decimal.precision() - decimal.scale() > 19
                    ? absent
                    : decimal.setScale(0, RoundingMode.FLOOR).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            return absent;
        }
    }

    @Override
    public @Nullable Object claim(String name) {
        Object value = claims.get(name);
        if (value instanceof Date || value instanceof Instant) {
            return seconds(value, NO_ISSUED_AT);
        }
        return mayLackDigits(value) ? exact(name, value) : value;
    }

    private static boolean mayLackDigits(@Nullable Object value) {
        if (value instanceof Double || value instanceof Float) {
            return Math.abs(((Number) value).doubleValue()) >= EXACT_BELOW;
        }
        if (value instanceof Collection<?> values) {
            return values.stream().anyMatch(VerifiedClaims::mayLackDigits);
        }
        return value instanceof Map<?, ?> object && object.values().stream().anyMatch(VerifiedClaims::mayLackDigits);
    }

    private @Nullable Object exact(String name, @Nullable Object verified) {
        String input = signingInput();
        Object exact = ClaimReader.read(Base64.getUrlDecoder().decode(input.substring(input.indexOf('.') + 1)), name);
        if (!isSame(verified, exact)) {
            throw new IllegalStateException("the payload must have the claim as the JWT library verified it: " + name);
        }
        return exact;
    }

    private static boolean isSame(@Nullable Object verified, @Nullable Object exact) {
        if (verified instanceof Number one && exact instanceof Number other) {
            return one.doubleValue() == other.doubleValue();
        }
        if (verified instanceof Collection<?> ones && exact instanceof Collection<?> others) {
            Iterator<?> each = others.iterator();
            return ones.size() == others.size() && ones.stream().allMatch(one -> isSame(one, each.next()));
        }
        if (verified instanceof Map<?, ?> ones && exact instanceof Map<?, ?> others) {
            return ones.keySet().equals(others.keySet())
                    && ones.keySet().stream().allMatch(key -> isSame(ones.get(key), others.get(key)));
        }
        return Objects.equals(verified, exact);
    }

    @Override
    public Collection<String> claimNames() {
        return claims.keySet();
    }

    @Override
    public String signingInput() {
        if (signingInput == null) {
            throw new IllegalStateException(
                    "the signing input of this token is not known: give its issuer's tokens a jti");
        }
        return signingInput;
    }
}
