package io.revocast.publisher.token;

import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Target;
import io.revocast.event.internal.TargetKey;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A token that a service reported lately, described by what a revocation could name. Never the token itself. Immutable.
 *
 * @param jti null when it has none
 * @param keyId null when it has none
 * @param issuedAt null when unknown, which matches every cut-off
 * @param expiresAt from when on it is of no interest
 * @param claims texts, numbers, booleans, and lists and maps of those, by name
 */
public record ObservedToken(
        String issuer,
        @Nullable String jti,
        @Nullable String keyId,
        @Nullable Instant issuedAt,
        Instant expiresAt,
        Map<String, Object> claims) {
    private static final long ENTRY_BYTES = 128;
    private static final long TEXT_BYTES = 56;

    public ObservedToken {
        claims = Map.copyOf(claims);
    }

    /** This token as a check reads it. */
    VerifiedToken asChecked() {
        return new Checked(this);
    }

    private record Checked(ObservedToken seen) implements VerifiedToken {
        @Override
        public String issuer() {
            return seen.issuer;
        }

        @Override
        public @Nullable String jti() {
            return seen.jti;
        }

        @Override
        public @Nullable String keyId() {
            return seen.keyId;
        }

        @Override
        public long issuedAt() {
            Instant issuedAt = seen.issuedAt;
            return issuedAt == null ? NO_ISSUED_AT : issuedAt.getEpochSecond();
        }

        @Override
        public long expiresAt() {
            return seen.expiresAt.getEpochSecond();
        }

        @Override
        public @Nullable Object claim(String name) {
            return seen.claims.get(name);
        }

        @Override
        public Set<String> claimNames() {
            return seen.claims.keySet();
        }

        /** Empty, which no token's is: it is not known. */
        @Override
        public String signingInput() {
            return "";
        }
    }

    /** The keys of the claim targets that would refuse this token, if they had no cut-off. */
    Set<String> claimKeys() {
        Set<String> keys = new HashSet<>();
        claims.forEach((name, value) ->
                Target.Claim.textsOf(name, value).forEach(text -> keys.add(TargetKey.claim(issuer, name, text))));
        return keys;
    }

    /** About how much memory it takes, with its share of the index by claim. */
    long sizeBytes() {
        long size = ENTRY_BYTES + bytes(issuer) + bytes(jti) + bytes(keyId);
        for (Map.Entry<String, Object> claim : claims.entrySet()) {
            size += ENTRY_BYTES + bytes(claim.getKey());
            size += bytes(claim.getValue());
        }
        // The index has a key for each text of a claim, with the issuer and the name in it.
        for (String key : claimKeys()) {
            size += ENTRY_BYTES + bytes(key);
        }
        return size;
    }

    private static long bytes(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return ENTRY_BYTES + list.stream().mapToLong(ObservedToken::bytes).sum();
        }
        if (value instanceof Map<?, ?> map) {
            return ENTRY_BYTES
                    + map.entrySet().stream()
                            .mapToLong(each -> ENTRY_BYTES + bytes(each.getKey()) + bytes(each.getValue()))
                            .sum();
        }
        return value == null ? 0 : TEXT_BYTES + (value instanceof String text ? 2L * text.length() : 0);
    }
}
