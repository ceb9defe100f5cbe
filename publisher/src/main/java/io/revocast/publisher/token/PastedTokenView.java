package io.revocast.publisher.token;

import io.revocast.publisher.request.RejectedException;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pasted token as a check reads it: with the values that a service's library would have found in it.
 *
 * <p>The caller of the factory has verified the token. Immutable.
 */
public final class PastedTokenView implements DescribedToken {
    private final PastedToken token;
    private final String issuer;
    private final String id;
    private final long issuedAt;
    private final long expiresAt;

    private PastedTokenView(PastedToken token, String issuer, String id, long issuedAt, long expiresAt) {
        this.token = token;
        this.issuer = issuer;
        this.id = id;
        this.issuedAt = issuedAt;
        this.expiresAt = expiresAt;
    }

    /**
     * Returns the view of a token.
     *
     * @throws RejectedException when libraries may read its {@code iss}, {@code jti}, {@code iat} or {@code exp} in different ways
     */
    public static PastedTokenView of(PastedToken token) throws RejectedException {
        Long issuedAt = token.issuedAt();
        Long expiresAt = token.expiresAtAsChecked();
        return new PastedTokenView(
                token,
                token.issuer(),
                token.target().id(),
                issuedAt == null ? NO_ISSUED_AT : issuedAt,
                expiresAt == null ? NO_EXPIRES_AT : expiresAt);
    }

    @Override
    public String issuer() {
        return issuer;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public @Nullable String jti() {
        return token.claim("jti") instanceof String jti ? jti : null;
    }

    @Override
    public @Nullable String keyId() {
        return token.keyId();
    }

    @Override
    public long issuedAt() {
        return issuedAt;
    }

    @Override
    public long expiresAt() {
        return expiresAt;
    }

    @Override
    public Set<String> claimNames() {
        return token.claimNames();
    }

    @Override
    public @Nullable Object claim(String name) {
        return asLibrariesReadIt(token.claim(name));
    }

    /**
     * Libraries keep numbers that are spelt as integers, and round all others to a double, which may be infinite. {@link
     * StrictJson} keeps the spelling apart.
     */
    static @Nullable Object asLibrariesReadIt(@Nullable Object value) {
        if (value instanceof List<?> values) {
            List<@Nullable Object> read = new ArrayList<>(values.size());
            values.forEach(each -> read.add(asLibrariesReadIt(each)));
            return read;
        }
        if (value instanceof Map<?, ?> members) {
            Map<Object, @Nullable Object> read = new LinkedHashMap<>();
            members.forEach((name, each) -> read.put(name, asLibrariesReadIt(each)));
            return read;
        }
        if (value instanceof BigDecimal number) {
            if (number.scale() == 0) {
                return number;
            }
            return number.doubleValue();
        }
        return value;
    }

    @Override
    public String signingInput() {
        return token.signingInput();
    }

    /** The token itself. */
    public PastedToken token() {
        return token;
    }

    /** Shows nothing of the token. */
    @Override
    public String toString() {
        return "PastedTokenView";
    }
}
