package io.revocast.publisher.console;

import io.revocast.publisher.console.openid.OpenIdClient;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What {@code GET /console/session} answers. Immutable. */
record SessionDocument(ConsoleFacts facts, boolean insecure, Clock clock) {
    /** Describes a browser that has not signed in. */
    Map<String, Object> signedOut() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("signedIn", false);
        document.put("providers", providers());
        document.put("insecure", insecure);
        document.put("version", facts.version());
        return document;
    }

    /**
     * Describes a browser that may ask.
     *
     * @param expiresAt when its session ends at the latest; null without a session
     */
    Map<String, Object> signedIn(Caller caller, String csrf, @Nullable Instant expiresAt) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("signedIn", true);
        document.put("name", caller.name());
        document.put(
                "scopes",
                Arrays.stream(Scope.values())
                        .filter(caller::may)
                        .map(Scope::wireName)
                        .toList());
        document.put("issuers", List.copyOf(new TreeSet<>(caller.issuers())));
        document.put("csrf", csrf);
        if (expiresAt != null) {
            document.put("expiresAt", expiresAt.truncatedTo(ChronoUnit.SECONDS).toString());
            document.put("idleSeconds", SignedInBrowser.IDLE.toSeconds());
        }
        document.put("version", facts.version());
        document.put("topic", facts.topic());
        document.put("now", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        document.put("knownIssuers", issuers());
        document.put("audit", facts.audit());
        document.put("providers", providers());
        document.put("insecure", insecure);
        return document;
    }

    private List<Map<String, Object>> providers() {
        List<Map<String, Object>> providers = new ArrayList<>();
        for (OpenIdClient provider : facts.providers()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("alias", provider.alias());
            each.put("issuer", provider.issuer());
            each.put("url", OpenIdRoutes.SIGN_IN + provider.alias());
            providers.add(each);
        }
        return providers;
    }

    private List<Map<String, Object>> issuers() {
        List<Map<String, Object>> issuers = new ArrayList<>();
        for (ConsoleFacts.Issuer issuer : facts.issuers()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("alias", issuer.alias());
            each.put("issuer", issuer.issuer());
            each.put("sessionClaims", List.copyOf(new TreeSet<>(issuer.sessionClaims())));
            issuers.add(each);
        }
        return issuers;
    }
}
