package io.revocast.publisher.jwks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.revocast.publisher.revoke.PastedToken;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.TokenAuthenticity;
import io.revocast.publisher.revoke.UnavailableException;
import io.revocast.publisher.revoke.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Verifies the signatures of pasted tokens with the JWK Sets of the configured issuers, cached for five minutes and
 * read again when a token names a key that is not among them.
 *
 * <p>The key's type decides which algorithms may verify with it, never the token alone: RSA keys verify RS and PS, EC
 * keys the ES of their curve. Symmetric keys in a set are not used, so a public key cannot serve as a secret.
 * Thread-safe.
 */
public final class IssuerKeys implements TokenAuthenticity {
    private static final Logger LOGGER = LoggerFactory.getLogger(IssuerKeys.class);
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final int READ_TIMEOUT_MILLIS = 3_000;
    private static final int MAX_SET_BYTES = 512 * 1024;
    private static final Duration CACHED = Duration.ofMinutes(5);
    private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(10);
    private static final Duration OUTAGE_TOLERATED = Duration.ofHours(4);
    private static final int MOST_KEYS_TRIED = 10;

    private final Map<String, JWKSource<SecurityContext>> sources;

    private IssuerKeys(Map<String, JWKSource<SecurityContext>> sources) {
        this.sources = Map.copyOf(sources);
    }

    /** Returns the keys of these issuers; reads none of them yet. */
    public static IssuerKeys of(List<TrustedIssuer> issuers) {
        Map<String, JWKSource<SecurityContext>> sources = new HashMap<>();
        issuers.forEach(issuer -> sources.put(issuer.issuer(), source(issuer)));
        return new IssuerKeys(sources);
    }

    private static JWKSource<SecurityContext> source(TrustedIssuer issuer) {
        try {
            return JWKSourceBuilder.create(
                            issuer.keys().toURL(),
                            new DefaultResourceRetriever(CONNECT_TIMEOUT_MILLIS, READ_TIMEOUT_MILLIS, MAX_SET_BYTES))
                    .cache(CACHED.toMillis(), REFRESH_TIMEOUT.toMillis())
                    .refreshAheadCache(false)
                    .rateLimited(LEAST_INTERVAL.toMillis())
                    .outageTolerant(OUTAGE_TOLERATED.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("must be a URL: " + issuer.keys(), e);
        }
    }

    @Override
    public void verify(PastedToken token) throws RejectedException, UnavailableException {
        String issuer = token.issuer();
        JWKSource<SecurityContext> source = sources.get(issuer);
        if (source == null) {
            throw unverified("token.iss", issuer, "must be a configured issuer: " + sources.keySet());
        }
        JWSHeader header = header(token);
        byte[] signed = token.signingInput().getBytes(StandardCharsets.US_ASCII);
        Base64URL signature = new Base64URL(token.signature());
        List<JWK> candidates = keys(source, token, header.getAlgorithm());
        for (JWK key : candidates) {
            if (verifies(key, header, signed, signature)) {
                return;
            }
        }
        throw unverified(
                "token",
                null,
                candidates.isEmpty()
                        ? "must be signed with one of its issuer's keys: none has its kid and suits its alg, "
                                + header.getAlgorithm()
                        : "must be signed with one of its issuer's keys: the signature does not verify");
    }

    private static JWSHeader header(PastedToken token) throws RejectedException {
        JWSAlgorithm algorithm = JWSAlgorithm.parse(token.algorithm());
        if (!JWSAlgorithm.Family.RSA.contains(algorithm) && !JWSAlgorithm.Family.EC.contains(algorithm)) {
            throw unverified(
                    "token", null, "must be signed with an RS, PS or ES algorithm, so that a public key can verify it");
        }
        return new JWSHeader.Builder(algorithm).build();
    }

    private static List<JWK> keys(JWKSource<SecurityContext> source, PastedToken token, JWSAlgorithm algorithm)
            throws UnavailableException {
        JWKMatcher.Builder wanted = new JWKMatcher.Builder()
                .keyTypes(JWSAlgorithm.Family.RSA.contains(algorithm) ? KeyType.RSA : KeyType.EC)
                .keyUses(KeyUse.SIGNATURE, null)
                .algorithms(algorithm, null);
        String keyId = token.keyId();
        if (keyId != null) {
            wanted.keyID(keyId);
        }
        try {
            return source.get(new JWKSelector(wanted.build()), null).stream()
                    .limit(MOST_KEYS_TRIED)
                    .toList();
        } catch (RateLimitReachedException e) {
            // The set was read a moment ago and did not have the key.
            return List.of();
        } catch (KeySourceException e) {
            LOGGER.atWarn().addKeyValue("error", e.toString()).log("issuer's keys cannot be read");
            throw new UnavailableException(
                    Certainty.NOT_WRITTEN,
                    "the keys of the token's issuer cannot be read now, so its signature cannot be verified; "
                            + "nothing was written",
                    e);
        }
    }

    private static boolean verifies(JWK key, JWSHeader header, byte[] signed, Base64URL signature) {
        try {
            JWSVerifier verifier = key instanceof RSAKey rsa ? new RSASSAVerifier(rsa) : new ECDSAVerifier((ECKey) key);
            return verifier.supportedJWSAlgorithms().contains(header.getAlgorithm())
                    && verifier.verify(header, signed, signature);
        } catch (JOSEException e) {
            LOGGER.debug("key cannot verify", e);
            return false;
        }
    }

    private static RejectedException unverified(String field, @Nullable String value, String rule) {
        return new RejectedException(RejectedException.Kind.UNVERIFIED_TOKEN, field, value, rule);
    }
}
