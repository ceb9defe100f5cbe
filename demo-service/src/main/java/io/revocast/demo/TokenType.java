package io.revocast.demo;

import java.time.Duration;

/** The kinds of token that the service issues. The {@code typ} header keeps them apart (RFC 8725 section 3.11). */
enum TokenType {
    /** Opens {@code /me}. Short, so that little is left to revoke. */
    ACCESS("at+jwt", Duration.ofMinutes(5)),
    /** Buys the next pair of tokens, once. */
    REFRESH("rt+jwt", Duration.ofHours(8));

    private final String header;
    private final Duration lifetime;

    TokenType(String header, Duration lifetime) {
        this.header = header;
        this.lifetime = lifetime;
    }

    String header() {
        return header;
    }

    Duration lifetime() {
        return lifetime;
    }
}
