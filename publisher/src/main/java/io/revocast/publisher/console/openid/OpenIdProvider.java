package io.revocast.publisher.console.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.InvalidHashException;
import io.revocast.publisher.console.openid.SignInFailedException.Kind;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One OpenID Provider: where users sign in, and what an authorization code is exchanged for. Its endpoints come from its
 * metadata (OpenID Connect Discovery 1.0). Thread-safe.
 */
final class OpenIdProvider {
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final OpenIdClient client;
    private final ProviderConnection connection;
    private final Clock clock;
    private volatile @Nullable Known known;

    private record Known(OIDCProviderMetadata metadata, Instant readAt) {}

    OpenIdProvider(OpenIdClient client, ProviderConnection connection, Clock clock) {
        this.client = client;
        this.connection = connection;
        this.clock = clock;
    }

    OpenIdClient client() {
        return client;
    }

    /** Returns the address at the provider to which a browser goes. */
    URI signInAddress(SignInAttempt attempt, URI redirect) throws SignInFailedException {
        return new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new Scope(client.scope().toArray(String[]::new)),
                        new ClientID(client.clientId()),
                        redirect)
                .endpointURI(metadata().getAuthorizationEndpointURI())
                .state(attempt.state())
                .nonce(attempt.nonce())
                .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /**
     * Returns the access token of the user who signed in.
     *
     * @param answer the parameters with which the provider sent the browser back
     */
    String accessToken(SignInAttempt attempt, URI redirect, Map<String, List<String>> answer)
            throws SignInFailedException {
        AuthorizationCode code = code(attempt, redirect, answer);
        OIDCProviderMetadata metadata = metadata();
        OIDCTokens tokens = exchange(metadata, new AuthorizationCodeGrant(code, redirect, attempt.verifier()));
        requireIdToken(metadata, attempt, tokens);
        return tokens.getAccessToken().getValue();
    }

    private AuthorizationCode code(SignInAttempt attempt, URI redirect, Map<String, List<String>> answer)
            throws SignInFailedException {
        AuthenticationResponse response;
        try {
            response = AuthenticationResponseParser.parse(redirect, answer);
        } catch (ParseException e) {
            throw new SignInFailedException(Kind.PROVIDER, "the provider sent the browser back without a code", e);
        }
        // The state first: an answer without it may come from another site, and is believed in nothing else.
        if (!attempt.state().equals(response.getState())) {
            throw new SignInFailedException(Kind.STATE, "the state is not the one of this browser's sign-in");
        }
        requireIssuer(response.getIssuer());
        if (!response.indicatesSuccess()) {
            throw new SignInFailedException(
                    Kind.PROVIDER,
                    "the provider refused: "
                            + response.toErrorResponse().getErrorObject().getCode());
        }
        AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
        if (code == null) {
            throw new SignInFailedException(Kind.PROVIDER, "the provider sent the browser back without a code");
        }
        return code;
    }

    /** Refuses the code of another provider (RFC 9207 section 2.4). */
    private void requireIssuer(@Nullable Issuer sent) throws SignInFailedException {
        if (sent == null ? metadata().supportsAuthorizationResponseIssuerParam() : !sent.equals(issuer())) {
            throw new SignInFailedException(
                    Kind.PROVIDER, "the iss of the answer must be " + client.issuer() + ": " + sent);
        }
    }

    private OIDCTokens exchange(OIDCProviderMetadata metadata, AuthorizationCodeGrant grant)
            throws SignInFailedException {
        ClientID id = new ClientID(client.clientId());
        String secret = client.secret();
        URI endpoint = metadata.getTokenEndpointURI();
        TokenRequest request = secret == null
                ? new TokenRequest.Builder(endpoint, id, grant).build()
                : new TokenRequest.Builder(endpoint, authentication(metadata, id, new Secret(secret)), grant).build();
        TokenResponse response;
        try {
            response = OIDCTokenResponseParser.parse(request.toHTTPRequest().send(connection));
        } catch (IOException e) {
            throw unavailable(e);
        } catch (ParseException e) {
            throw new SignInFailedException(Kind.PROVIDER, "the provider's answer to the code has no ID token", e);
        }
        if (!response.indicatesSuccess()) {
            throw new SignInFailedException(
                    Kind.PROVIDER,
                    "the provider refused the code: "
                            + response.toErrorResponse().getErrorObject().getCode());
        }
        return ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens();
    }

    private static ClientAuthentication authentication(OIDCProviderMetadata metadata, ClientID id, Secret secret) {
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        boolean basic = methods == null
                || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                || !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        return basic ? new ClientSecretBasic(id, secret) : new ClientSecretPost(id, secret);
    }

    private void requireIdToken(OIDCProviderMetadata metadata, SignInAttempt attempt, OIDCTokens tokens)
            throws SignInFailedException {
        try {
            JWKSet keys = JWKSet.parse(connection.read(secure(metadata.getJWKSetURI())));
            JWT idToken = tokens.getIDToken();
            IDTokenClaimsSet claims = new IDTokenValidator(
                            issuer(),
                            new ClientID(client.clientId()),
                            new JWSVerificationKeySelector<SecurityContext>(
                                    algorithms(metadata), new ImmutableJWKSet<>(keys)),
                            null)
                    .validate(idToken, attempt.nonce());
            if (claims.getAccessTokenHash() != null) {
                AccessTokenValidator.validate(
                        tokens.getAccessToken(),
                        (JWSAlgorithm) idToken.getHeader().getAlgorithm(),
                        claims.getAccessTokenHash());
            }
        } catch (IOException e) {
            throw unavailable(e);
        } catch (ParseException | java.text.ParseException e) {
            throw new SignInFailedException(Kind.PROVIDER, "the provider's JWK Set cannot be read", e);
        } catch (BadJOSEException | JOSEException | InvalidHashException e) {
            throw new SignInFailedException(Kind.PROVIDER, "the ID token is not valid: " + e.getMessage(), e);
        }
    }

    /** Those of the provider that a public key verifies. */
    private static Set<JWSAlgorithm> algorithms(OIDCProviderMetadata metadata) {
        List<JWSAlgorithm> offered = metadata.getIDTokenJWSAlgs();
        Set<JWSAlgorithm> algorithms = new HashSet<>(offered == null ? List.of(JWSAlgorithm.RS256) : offered);
        algorithms.retainAll(JWSAlgorithm.Family.SIGNATURE);
        return algorithms;
    }

    private OIDCProviderMetadata metadata() throws SignInFailedException {
        Known before = known;
        if (before != null && clock.instant().isBefore(before.readAt().plus(FRESH))) {
            return before.metadata();
        }
        OIDCProviderMetadata metadata;
        try {
            metadata = OIDCProviderMetadata.parse(connection.read(
                    URI.create(OIDCProviderMetadata.resolveURL(issuer()).toString())));
        } catch (IOException e) {
            throw unavailable(e);
        } catch (GeneralException e) {
            throw new SignInFailedException(Kind.UNAVAILABLE, "the provider's metadata cannot be read", e);
        }
        if (!metadata.getIssuer().equals(issuer())) {
            throw new SignInFailedException(
                    Kind.PROVIDER,
                    "the provider's metadata must be of " + client.issuer() + ": " + metadata.getIssuer());
        }
        secure(metadata.getAuthorizationEndpointURI());
        secure(metadata.getTokenEndpointURI());
        known = new Known(metadata, clock.instant());
        return metadata;
    }

    /** Refuses a plain address where the provider itself is reached over TLS. */
    private URI secure(@Nullable URI endpoint) throws SignInFailedException {
        boolean plain = client.issuer().startsWith("http:");
        if (endpoint == null || !("https".equals(endpoint.getScheme()) || plain)) {
            throw new SignInFailedException(
                    Kind.PROVIDER, "an endpoint in the provider's metadata must be an https URL: " + endpoint);
        }
        return endpoint;
    }

    private Issuer issuer() {
        return new Issuer(client.issuer());
    }

    private SignInFailedException unavailable(IOException cause) {
        return new SignInFailedException(
                Kind.UNAVAILABLE, client.issuer() + " cannot be reached: " + cause.getMessage(), cause);
    }
}
