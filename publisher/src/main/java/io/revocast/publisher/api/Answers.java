package io.revocast.publisher.api;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevocationResult.Commitment;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The JSON of results and live revocations, as maps in the order of their fields. */
public final class Answers {
    private Answers() {}

    static Map<String, Object> result(RevocationResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("outcome", result.outcome().wireName());
        Commitment commitment = result.commitment();
        if (commitment != null) {
            put(json, "id", commitment.id());
        }
        json.put("target", target(result.target()));
        json.put("expiresAt", result.validity().expiresAt().toString());
        put(json, "issuedBefore", result.validity().issuedBefore());
        put(json, "authBefore", result.validity().authenticatedBefore());
        if (commitment != null) {
            json.put("receipt", commitment.receipt());
        }
        return json;
    }

    public static Map<String, Object> live(LiveRevocation live) {
        Map<String, Object> json = new LinkedHashMap<>();
        Origin origin = live.origin();
        put(json, "id", origin == null ? null : origin.id());
        json.put("target", target(live.revocation().target()));
        json.put("expiresAt", live.revocation().expiresAt().toString());
        put(json, "issuedBefore", live.revocation().issuedBefore());
        put(json, "authBefore", live.revocation().authenticatedBefore());
        if (origin != null) {
            json.put("at", origin.at().toString());
            put(json, "reason", origin.reason());
            put(json, "note", origin.note());
            put(json, "by", origin.by());
        }
        json.put("receipt", live.receipt());
        return json;
    }

    public static Map<String, Object> list(List<Map<String, Object>> revocations, @Nullable String next) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("revocations", revocations);
        put(json, "next", next);
        return json;
    }

    public static Map<String, Object> target(Target target) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", target.kind().wireName());
        json.put("issuer", target.issuer());
        if (target instanceof Target.Token token) {
            json.put(Target.Token.isFingerprint(token.id()) ? "fingerprint" : "jti", token.id());
        } else if (target instanceof Target.Claim claim) {
            json.put("name", claim.name());
            json.put("value", claim.value());
        } else if (target instanceof Target.Path path) {
            json.put("pointer", path.pointer());
            json.put("value", path.value());
        } else if (target instanceof Target.Key key) {
            json.put("kid", key.keyId());
        }
        return json;
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value instanceof Instant || value instanceof UUID ? value.toString() : value);
        }
    }

    /**
     * Returns an answer that says why it may be outdated.
     *
     * @param json is changed
     * @param stale why the publisher's own list is not current; empty when it is
     */
    public static Map<String, Object> dated(Map<String, Object> json, Optional<String> stale) {
        stale.ifPresent(why -> json.put("stale", why));
        return json;
    }
}
