package io.revocast.sidecar;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import io.revocast.jose.EdDsaVerifier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.Key;
import java.security.interfaces.EdECPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Selects the keys of an issuer that may have signed a token. The library selects RSA and EC keys. For OKP keys it has no
 * {@link Key}, so this class makes them. Thread-safe.
 */
final class SignatureKeys extends JWSVerificationKeySelector<SecurityContext> {
    private static final Logger LOGGER = LoggerFactory.getLogger(SignatureKeys.class);

    /** Asymmetric algorithms only: a shared secret would let each service sign tokens. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Stream.of(
                    JWSAlgorithm.Family.RSA.stream(),
                    Stream.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512),
                    EdDsaVerifier.ALGORITHMS.stream())
            .flatMap(algorithms -> algorithms)
            .collect(Collectors.toUnmodifiableSet());

    private final JWKSource<SecurityContext> source;

    SignatureKeys(JWKSource<SecurityContext> source) {
        super(ALGORITHMS, source);
        this.source = source;
    }

    @Override
    public List<Key> selectJWSKeys(JWSHeader header, @Nullable SecurityContext context) throws KeySourceException {
        if (!EdDsaVerifier.ALGORITHMS.contains(header.getAlgorithm())) {
            return super.selectJWSKeys(header, context);
        }
        JWKMatcher matcher = new JWKMatcher.Builder()
                .keyType(KeyType.OKP)
                .curves(Curve.Ed25519, Curve.Ed448)
                .keyID(header.getKeyID())
                .keyUses(KeyUse.SIGNATURE, null)
                // A key that names any of them serves the tokens of its curve.
                .algorithms(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519, JWSAlgorithm.Ed448, null)
                .build();
        List<Key> keys = new ArrayList<>();
        for (JWK jwk : source.get(new JWKSelector(matcher), context)) {
            try {
                keys.add(EdDsaVerifier.publicKey(jwk.toOctetKeyPair()));
            } catch (JOSEException e) {
                LOGGER.atDebug().addKeyValue("kid", jwk.getKeyID()).log("key ignored");
            }
        }
        return keys;
    }

    /** Verifies as the library does, and EdDSA with the JDK. */
    static final class Verifiers extends DefaultJWSVerifierFactory {
        /** Returns null when the algorithm is not one of the key: the signature is then not verified with it. */
        @Override
        public @Nullable JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
            if (!(key instanceof EdECPublicKey edwards)) {
                return super.createJWSVerifier(header, key);
            }
            JWSVerifier verifier = new EdDsaVerifier(edwards);
            return verifier.supportedJWSAlgorithms().contains(header.getAlgorithm()) ? verifier : null;
        }
    }
}
