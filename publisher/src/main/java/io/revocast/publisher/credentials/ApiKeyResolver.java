package io.revocast.publisher.credentials;

import java.util.List;
import java.util.Optional;

/** The callers that have API keys. Thread-safe: nothing changes. */
public final class ApiKeyResolver implements CredentialResolver {
    private final List<ApiKey> keys;

    public ApiKeyResolver(List<ApiKey> keys) {
        this.keys = List.copyOf(keys);
    }

    @Override
    public Optional<Caller> find(Credential credential) {
        if (credential instanceof Credential.Bearer bearer) {
            return find(bearer.secret());
        }
        if (credential instanceof Credential.ClientSecret client) {
            return find(client.secret()).filter(caller -> caller.clientId().equals(client.clientId()));
        }
        return Optional.empty();
    }

    private Optional<Caller> find(String secret) {
        byte[] hash = ApiKey.sha256(secret);
        Caller caller = null;
        for (ApiKey key : keys) {
            // All of them, so that the time says nothing of which key it is.
            if (key.matches(hash)) {
                caller = key.caller();
            }
        }
        return Optional.ofNullable(caller);
    }
}
