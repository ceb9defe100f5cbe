package io.revocast.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;

/**
 * Verifies EdDSA signatures with the JDK; the library's own verifier needs a further library. The algorithm may have the
 * name of the family, {@code EdDSA}, or that of the curve. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8037#section-3.1">RFC 8037, section 3.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9864#section-2.2">RFC 9864, section 2.2</a>
 */
public final class EdDsaVerifier extends BaseJWSProvider implements JWSVerifier {
    /** The names of the algorithm. For a given key, {@code EdDSA} and the name of its curve mean the same. */
    public static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519, JWSAlgorithm.Ed448);

    private final String curve;
    private final PublicKey key;

    /** Makes the verifier of a public key. */
    public EdDsaVerifier(EdECPublicKey key) {
        super(Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.parse(key.getParams().getName())));
        this.curve = key.getParams().getName();
        this.key = key;
    }

    /** Whether keys of this curve sign; the others only agree on keys. */
    public static boolean supports(Curve curve) {
        return curve.equals(Curve.Ed25519) || curve.equals(Curve.Ed448);
    }

    /**
     * Returns the public key of a JWK whose curve {@linkplain #supports is supported}.
     *
     * @throws JOSEException when the key is not a point of its curve
     */
    public static EdECPublicKey publicKey(OctetKeyPair key) throws JOSEException {
        boolean small = key.getCurve().equals(Curve.Ed25519);
        // The algorithm identifier of RFC 8410 section 4, which is the same for every key of a curve.
        byte[] prefix = HexFormat.of().parseHex(small ? "302a300506032b6570032100" : "3043300506032b6571033a00");
        byte[] point = key.getDecodedX();
        if (point.length != (small ? 32 : 57)) {
            throw new JOSEException("the key has " + point.length + " bytes, which is not the length of its curve");
        }
        byte[] encoded = ByteBuffer.allocate(prefix.length + point.length)
                .put(prefix)
                .put(point)
                .array();
        String curve = key.getCurve().getName();
        try {
            PublicKey publicKey = KeyFactory.getInstance(curve).generatePublic(new X509EncodedKeySpec(encoded));
            Signature.getInstance(curve).initVerify(publicKey);
            return (EdECPublicKey) publicKey;
        } catch (GeneralSecurityException e) {
            throw new JOSEException("the key is not a point of its curve", e);
        }
    }

    /** Returns false also for a token with critical headers (RFC 7515 section 4.1.11): none is understood here. */
    @Override
    public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException {
        if (!supportedJWSAlgorithms().contains(header.getAlgorithm())) {
            throw new JOSEException(header.getAlgorithm() + " is not an algorithm of " + curve + " keys");
        }
        if (header.getCriticalParams() != null) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(curve);
            verifier.initVerify(key);
            verifier.update(signed);
            return verifies(verifier, signature.decode());
        } catch (GeneralSecurityException e) {
            throw new JOSEException(curve + " signatures cannot be verified here", e);
        }
    }

    private static boolean verifies(Signature verifier, byte[] signature) {
        try {
            return verifier.verify(signature);
        } catch (SignatureException e) {
            // The bytes are not a signature of this curve.
            return false;
        }
    }
}
