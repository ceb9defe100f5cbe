package io.revocast.publisher.jwks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.revocast.publisher.token.PastedToken;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The keys of a JWK Set that verify signatures. A key that cannot be read is ignored, and the others are used (RFC 7517
 * section 5). Immutable and thread-safe.
 *
 * @param ignored the keys that cannot be read
 */
record VerificationKeys(List<VerificationKey> keys, List<IgnoredKey> ignored) {
    private static final int MOST_TRIED = 10;

    VerificationKeys {
        keys = List.copyOf(keys);
        ignored = List.copyOf(ignored);
    }

    /** What the keys say about a signature. */
    enum Finding {
        /** One of the keys verifies it. */
        VERIFIED,
        /** The key that the token names does not verify it. */
        WRONG_SIGNATURE,
        /** None of the keys can be the one that signed the token: a newer set may have it. */
        NO_SUCH_KEY,
        /** An ignored key, or one that was not tried, may verify it. */
        CANNOT_TELL
    }

    /**
     * Reads a JWK Set.
     *
     * @throws ParseException when the whole is not a JWK Set, or when it has no key that verifies signatures
     */
    static VerificationKeys parse(byte[] json) throws ParseException {
        Object members =
                JSONObjectUtils.parse(new String(json, StandardCharsets.UTF_8)).get("keys");
        if (!(members instanceof List<?> list)) {
            throw new ParseException("a JWK Set must have the array keys (RFC 7517 section 5)", 0);
        }
        List<VerificationKey> keys = new ArrayList<>();
        List<IgnoredKey> ignored = new ArrayList<>();
        for (Object member : list) {
            try {
                VerificationKey.of(JWK.parse(object(member))).ifPresent(keys::add);
            } catch (ParseException | JOSEException | RuntimeException e) {
                // The library does not foresee every odd key, and one of them must not disable the others.
                ignored.add(IgnoredKey.of(member, e));
            }
        }
        if (keys.isEmpty() && ignored.isEmpty()) {
            // An issuer without a key signs nothing. The response is not its JWK Set, or not yet.
            throw new ParseException("the JWK Set has no key that verifies signatures", 0);
        }
        return new VerificationKeys(keys, ignored);
    }

    @SuppressWarnings("unchecked") // JSON objects have text as names
    private static Map<String, Object> object(@Nullable Object member) throws ParseException {
        if (member instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new ParseException("not a JSON object", 0);
    }

    /** Verifies the signature of a token with the keys that suit it. */
    Finding verify(PastedToken token, JWSAlgorithm algorithm) {
        String keyId = token.keyId();
        List<VerificationKey> suited =
                keys.stream().filter(key -> key.suits(keyId, algorithm)).toList();
        JWSHeader header = new JWSHeader.Builder(algorithm).build();
        byte[] signed = token.signingInput().getBytes(StandardCharsets.US_ASCII);
        Base64URL signature = new Base64URL(token.signature());
        boolean certain = suited.size() <= MOST_TRIED;
        for (VerificationKey key : suited.subList(0, Math.min(MOST_TRIED, suited.size()))) {
            try {
                if (key.verifier().verify(header, signed, signature)) {
                    return Finding.VERIFIED;
                }
            } catch (JOSEException e) {
                certain = false;
            }
        }
        if (!certain || ignored.stream().anyMatch(key -> key.mayBe(keyId))) {
            return Finding.CANNOT_TELL;
        }
        boolean named = keyId != null && suited.stream().anyMatch(key -> keyId.equals(key.keyId()));
        return named ? Finding.WRONG_SIGNATURE : Finding.NO_SUCH_KEY;
    }
}
