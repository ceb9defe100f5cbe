package io.revocast.publisher.jwks;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import io.revocast.jose.EdDsaVerifier;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * A public key that verifies signatures. Immutable and thread-safe.
 *
 * @param keyId the {@code kid}; null when the key has none
 * @param algorithm the only algorithm that the key is for; null when the issuer does not restrict it
 */
record VerificationKey(@Nullable String keyId, @Nullable Algorithm algorithm, JWSVerifier verifier) {
    /**
     * Returns the key of a JWK; empty when it is of a kind that is not for verifying: symmetric, or for encryption.
     *
     * @throws JOSEException when the key itself is not valid, such as a point beside its curve
     */
    static Optional<VerificationKey> of(JWK jwk) throws JOSEException {
        if (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
            return Optional.empty();
        }
        JWSVerifier verifier;
        if (jwk instanceof RSAKey rsa) {
            verifier = new RSASSAVerifier(rsa);
        } else if (jwk instanceof ECKey ec) {
            verifier = new ECDSAVerifier(ec);
        } else if (jwk instanceof OctetKeyPair pair && EdDsaVerifier.supports(pair.getCurve())) {
            verifier = new EdDsaVerifier(EdDsaVerifier.publicKey(pair));
        } else {
            return Optional.empty();
        }
        return Optional.of(new VerificationKey(jwk.getKeyID(), jwk.getAlgorithm(), verifier));
    }

    /** Whether a token may be signed with this key: no {@code kid} on either side rules none out. */
    boolean suits(@Nullable String tokenKeyId, JWSAlgorithm wanted) {
        return (tokenKeyId == null || keyId == null || keyId.equals(tokenKeyId))
                && verifier.supportedJWSAlgorithms().contains(wanted)
                && (algorithm == null || isSame(algorithm, wanted));
    }

    private static boolean isSame(Algorithm one, Algorithm other) {
        return one.equals(other)
                || (EdDsaVerifier.ALGORITHMS.contains(one) && EdDsaVerifier.ALGORITHMS.contains(other));
    }
}
