package io.revocast.publisher.oauth;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Optional;

/**
 * What stands behind the paths of the OAuth standards. Immutable.
 *
 * @param services null when no issuer is configured: what a token says could not be believed
 * @param publicUrl at which clients reach this publisher; null when that is not configured
 */
public record OAuthEndpoints(
        @Nullable Services services, @Nullable URI publicUrl) {
    /** Nothing. */
    public static final OAuthEndpoints CLOSED = new OAuthEndpoints(null, null);

    /** What revokes and what introspects. */
    public record Services(ClientRevocation revocation, Introspection introspection) {}

    /** The address of a path here; empty when no public URL is configured. */
    Optional<String> address(String path) {
        return Optional.ofNullable(publicUrl).map(url -> url.toString().replaceAll("/+$", "") + path);
    }
}
