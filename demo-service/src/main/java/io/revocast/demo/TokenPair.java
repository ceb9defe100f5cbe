package io.revocast.demo;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a log-in or a refresh answers (RFC 6749 section 5.1). Its text shows neither token. */
record TokenPair(
        @JsonProperty("access_token") String accessToken,
        @JsonProperty("token_type") String tokenType,
        @JsonProperty("expires_in") long expiresInSeconds,
        @JsonProperty("refresh_token") String refreshToken) {

    @Override
    public String toString() {
        return "TokenPair[expires_in=" + expiresInSeconds + "]";
    }
}
