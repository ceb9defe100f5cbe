package io.revocast.spring.security;

import io.revocast.consumer.Verdict;

/** What an operator does about an unknown verdict, and what the owner of the token reads. */
final class UnknownVerdictAdvice {
    private UnknownVerdictAdvice() {}

    /** Returns the cause and the fix, as a sentence or two. */
    static String of(Verdict.Reason reason) {
        return switch (reason) {
            case NO_ISSUER ->
                "the token has no iss claim, so no revocation can name it."
                        + " Let the authorization server issue iss, and set spring.security.oauth2.resourceserver.jwt.issuer-uri"
                        + " so that tokens without it are invalid.";
            case MISSING_CLAIM ->
                "the token lacks a claim of revocast.required-claims."
                        + " Let the authorization server issue it, or remove it from that property.";
            case PAST_MARGIN ->
                "the token's exp passed longer ago than revocast.margin, and the decoder still accepts it."
                        + " Raise the margin to the clock skew of the decoder's JwtTimestampValidator.";
            case UNREADABLE_TOKEN ->
                "a claim of the token could not be read. Check the claim set converter of the decoder.";
            case OVER_LIMIT -> "the topic holds more revocations than revocast.max-entries. Raise it or remove it.";
            case CLOSED ->
                "the revocation list is closed while the application still serves requests."
                        + " Remove your call of RevocationList.close(): the application context closes the list"
                        + " after the web server has stopped.";
            case STARTING, REPLAYING, STALE, REBUILDING ->
                "the list cannot prove that it is up to date."
                        + " See /actuator/health or the log for the cause, and check that the brokers are reachable.";
        };
    }

    /** Returns what the owner of a token reads, in the characters of RFC 6750 section 3. It names no setting. */
    static String forClient(Verdict.Reason reason) {
        return switch (reason) {
            case NO_ISSUER -> "The token has no iss claim; request one from an authorization server that sets iss";
            case MISSING_CLAIM -> "The token lacks a claim that this service requires";
            case PAST_MARGIN -> "The token has expired; request a new one";
            case UNREADABLE_TOKEN, OVER_LIMIT, CLOSED, STARTING, REPLAYING, STALE, REBUILDING ->
                "Whether the token has been revoked is unknown at the moment";
        };
    }
}
