package io.revocast.sidecar;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verifies access tokens: signature by a key of the issuer, {@code iss}, {@code exp}, {@code nbf}, type and audience. It
 * knows nothing of revocation. Thread-safe.
 */
final class TokenVerifier {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 3_000;
    private static final int MOST_BYTES = 512 * 1024;
    private static final Duration OUTAGE_TOLERATED = Duration.ofHours(4);

    /** Types of access tokens. The same keys sign logout tokens and security events. */
    private static final JOSEObjectType[] TYPES = {
        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null
    };

    private final Map<String, DefaultJWTProcessor<SecurityContext>> processors = new HashMap<>();

    TokenVerifier(List<SidecarIssuer> issuers, Duration clockSkew, Clock clock) {
        for (SidecarIssuer issuer : issuers) {
            processors.put(issuer.issuer(), processor(issuer, clockSkew, clock));
        }
    }

    private static DefaultJWTProcessor<SecurityContext> processor(
            SidecarIssuer issuer, Duration clockSkew, Clock clock) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(TYPES));
        processor.setJWSKeySelector(new SignatureKeys(keys(issuer)));
        processor.setJWSVerifierFactory(new SignatureKeys.Verifiers());
        ClaimsVerifier claims = new ClaimsVerifier(issuer, clock);
        claims.setMaxClockSkew(Math.toIntExact(clockSkew.toSeconds()));
        processor.setJWTClaimsSetVerifier(claims);
        return processor;
    }

    private static JWKSource<SecurityContext> keys(SidecarIssuer issuer) {
        try {
            return JWKSourceBuilder.create(issuer.jwkSet().toURL(), new KeyRetriever())
                    .retrying(true)
                    .outageTolerant(OUTAGE_TOLERATED.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("the URL of a JWK set cannot be used: " + issuer.jwkSet(), e);
        }
    }

    /** Follows no redirects: the configured host alone names keys. */
    private static final class KeyRetriever extends DefaultResourceRetriever {
        KeyRetriever() {
            super(CONNECT_MILLIS, READ_MILLIS, MOST_BYTES);
        }

        @Override
        protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
            HttpURLConnection connection = super.openHTTPConnection(url);
            connection.setInstanceFollowRedirects(false);
            return connection;
        }
    }

    /** The library's rules, with an injected clock. */
    private static final class ClaimsVerifier extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final Clock clock;

        ClaimsVerifier(SidecarIssuer issuer, Clock clock) {
            super(
                    issuer.audiences().isEmpty() ? null : issuer.audiences(),
                    new JWTClaimsSet.Builder().issuer(issuer.issuer()).build(),
                    Set.of("exp"),
                    Set.of());
            this.clock = clock;
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }

    /**
     * Verifies a token.
     *
     * @throws BadJOSEException when the token is not valid
     * @throws JOSEException when the keys of its issuer cannot be read
     */
    JWTClaimsSet verify(SignedJWT token, @Nullable String claimedIssuer) throws BadJOSEException, JOSEException {
        DefaultJWTProcessor<SecurityContext> processor = claimedIssuer == null ? null : processors.get(claimedIssuer);
        if (processor == null) {
            throw new BadJOSEException("the token is of no configured issuer");
        }
        return processor.process(token, null);
    }
}
