package io.revocast.adapter.jose4j;

import io.revocast.consumer.VerifiedClaims;
import io.revocast.consumer.VerifiedToken;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwx.JsonWebStructure;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Presents what jose4j verified to a check. */
final class Jose4jTokens {
    private Jose4jTokens() {}

    static VerifiedToken of(JwtContext context) {
        List<JsonWebStructure> structures = context.getJoseObjects();
        // The innermost structure is the first; it is the JWS of a nested token.
        String keyId = structures.isEmpty() ? null : structures.get(0).getKeyIdHeaderValue();
        return new VerifiedClaims(
                context.getJwtClaims().getClaimsMap(),
                keyId,
                structures.size() > 1 ? null : signingInput(context.getJwt()));
    }

    /** Three parts: a JWS. The text is used as received, because jose4j encodes the parts again when it is asked. */
    private static @Nullable String signingInput(@Nullable String compact) {
        if (compact == null) {
            return null;
        }
        int first = compact.indexOf('.');
        int last = compact.lastIndexOf('.');
        return first < last && compact.indexOf('.', first + 1) == last ? compact.substring(0, last) : null;
    }
}
