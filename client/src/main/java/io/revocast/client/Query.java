package io.revocast.client;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Builds a path with its query. Not thread-safe. */
final class Query {
    private final StringBuilder text;
    private char separator = '?';

    Query(String path) {
        text = new StringBuilder(path);
    }

    static Query of(String path, RevocationFilter filter) {
        return new Query(path)
                .with("kind", filter.kind())
                .with("issuer", filter.issuer())
                .with("name", filter.name())
                .with("value", filter.value());
    }

    static Query of(String path, AuditFilter filter) {
        return new Query(path)
                .with("after", filter.after())
                .with("actor", filter.actor())
                .with("decision", filter.decision());
    }

    /** Adds a parameter, unless its value is null. */
    Query with(String name, @Nullable Object value) {
        if (value != null) {
            text.append(separator)
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
