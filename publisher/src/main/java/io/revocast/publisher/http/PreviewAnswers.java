package io.revocast.publisher.http;

import io.revocast.event.Revocation;
import io.revocast.publisher.revoke.Preview;
import io.revocast.publisher.revoke.Sighting;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The JSON of previews. */
final class PreviewAnswers {
    private PreviewAnswers() {}

    static Map<String, Object> json(Preview preview) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dryRun", true);
        json.put("results", preview.items().stream().map(PreviewAnswers::item).toList());
        json.put("confirm", preview.confirmation());
        return Answers.dated(json, Optional.ofNullable(preview.stale()));
    }

    private static Map<String, Object> item(Preview.Item item) {
        Map<String, Object> json = new LinkedHashMap<>();
        Revocation revocation = item.revocation();
        json.put("outcome", item.outcome().wireName());
        json.put("target", Answers.target(revocation.target()));
        json.put("expiresAt", revocation.expiresAt().toString());
        Instant issuedBefore = revocation.issuedBefore();
        if (issuedBefore != null) {
            json.put("issuedBefore", issuedBefore.toString());
        }
        Instant authenticatedBefore = revocation.authenticatedBefore();
        if (authenticatedBefore != null) {
            json.put("authBefore", authenticatedBefore.toString());
        }
        json.put("wide", item.wide());
        Map<String, Object> matches = new LinkedHashMap<>();
        matches.put("live", item.matches().live());
        matches.put("seen", item.matches().seen());
        Preview.Observed observed = item.matches().observed();
        if (observed != null) {
            matches.put("observed", observed.tokens());
            matches.put("withoutClaim", observed.tokens() - observed.having());
        }
        matches.put(
                "sample",
                item.matches().sample().stream().map(PreviewAnswers::sighting).toList());
        json.put("matches", matches);
        return json;
    }

    private static Map<String, Object> sighting(Sighting sighting) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("iss", sighting.issuer());
        String jti = sighting.jti();
        if (jti != null) {
            json.put("jti", jti);
        }
        Object subject = sighting.claims().get("sub");
        if (subject != null) {
            json.put("sub", subject);
        }
        return json;
    }
}
