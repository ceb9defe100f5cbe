package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import io.revocast.event.TargetKey;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A token that somebody saw lately, described by what a revocation could name. Never the token itself. Immutable.
 *
 * @param jti null when it has none
 * @param keyId null when it has none
 * @param issuedAt null when unknown, which matches every cut-off
 * @param expiresAt from when on it is of no interest
 * @param claims texts, numbers, booleans, and lists and maps of those, by name
 */
public record Sighting(
        String issuer,
        @Nullable String jti,
        @Nullable String keyId,
        @Nullable Instant issuedAt,
        Instant expiresAt,
        Map<String, Object> claims) {
    private static final long ENTRY_BYTES = 128;
    private static final long TEXT_BYTES = 56;

    public Sighting {
        claims = Map.copyOf(claims);
    }

    /** Whether a revocation of a target, with or without cut-offs, would refuse this token. */
    boolean matches(Target target, @Nullable Instant issuedBefore, @Nullable Instant authenticatedBefore) {
        if (!issuer.equals(target.issuer()) || !(isBefore(issuedBefore) || isLoginBefore(authenticatedBefore))) {
            return false;
        }
        if (target instanceof Target.Token token) {
            return token.id().equals(jti);
        }
        if (target instanceof Target.Claim claim) {
            return Target.Claim.textsOf(claim.name(), claims.get(claim.name())).anyMatch(claim.value()::equals);
        }
        if (target instanceof Target.Path path) {
            return Target.Claim.textsOf(path.pointer(), NestedClaims.at(claims, path))
                    .anyMatch(path.value()::equals);
        }
        return target instanceof Target.Issuer
                || (target instanceof Target.Key key && key.keyId().equals(keyId));
    }

    /** The keys of the claim targets that would refuse this token, if they had no cut-off. */
    Set<String> claimKeys() {
        Set<String> keys = new HashSet<>();
        claims.forEach((name, value) ->
                Target.Claim.textsOf(name, value).forEach(text -> keys.add(TargetKey.claim(issuer, name, text))));
        return keys;
    }

    private boolean isLoginBefore(@Nullable Instant authenticatedBefore) {
        return authenticatedBefore != null
                && claims.get("auth_time") instanceof Number time
                && Math.floor(time.doubleValue()) <= authenticatedBefore.getEpochSecond();
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
            return ENTRY_BYTES + list.stream().mapToLong(Sighting::bytes).sum();
        }
        if (value instanceof Map<?, ?> map) {
            return ENTRY_BYTES
                    + map.entrySet().stream()
                            .mapToLong(each -> ENTRY_BYTES + bytes(each.getKey()) + bytes(each.getValue()))
                            .sum();
        }
        return value == null ? 0 : TEXT_BYTES + (value instanceof String text ? 2L * text.length() : 0);
    }

    private boolean isBefore(@Nullable Instant issuedBefore) {
        return issuedBefore == null || issuedAt == null || issuedAt.getEpochSecond() <= issuedBefore.getEpochSecond();
    }
}
