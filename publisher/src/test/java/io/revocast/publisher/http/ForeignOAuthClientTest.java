package io.revocast.publisher.http;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.TokenIntrospectionErrorResponse;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import io.revocast.event.Target;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.oauth.OAuthRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The endpoints, called by another vendor's client: Nimbus's OAuth 2.0 SDK. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignOAuthClientTest {
    @RegisterExtension
    private final OAuthFixture fixture = new OAuthFixture();

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + fixture.port() + path);
    }

    private HTTPResponse revoke(ClientAuthentication client, String token) throws Exception {
        return send(new TokenRevocationRequest(uri("/oauth2/revoke"), client, new BearerAccessToken(token))
                .toHTTPRequest());
    }

    private TokenIntrospectionResponse introspect(ClientAuthentication client, String token) throws Exception {
        return TokenIntrospectionResponse.parse(
                send(new TokenIntrospectionRequest(uri("/oauth2/introspect"), client, new BearerAccessToken(token))
                        .toHTTPRequest()));
    }

    private static HTTPResponse send(HTTPRequest request) throws Exception {
        request.setConnectTimeout(5_000);
        request.setReadTimeout(30_000);
        return request.send();
    }

    private static ClientAuthentication basic(String id, String secret) {
        return new ClientSecretBasic(new ClientID(id), new Secret(secret));
    }

    private static ClientAuthentication post(String id, String secret) {
        return new ClientSecretPost(new ClientID(id), new Secret(secret));
    }

    @Test
    void clientRevokesWithBothMethodsAndSeesTheTokenInactive() throws Exception {
        for (ClientAuthentication client :
                List.of(basic("portal", OAuthFixture.PORTAL), post("portal", OAuthFixture.PORTAL))) {
            fixture.forget();
            String token = OAuthFixture.token("portal", "");
            TokenIntrospectionSuccessResponse before = introspect(client, token).toSuccessResponse();

            HTTPResponse revoked = revoke(client, token);

            assertThat(before.isActive()).isTrue();
            assertThat(before.getClientID()).isEqualTo(new ClientID("portal"));
            assertThat(before.getJWTID().getValue()).isEqualTo("t1");
            assertThat(revoked.indicatesSuccess()).isTrue();
            assertThat(introspect(client, token).toSuccessResponse().isActive()).isFalse();
        }
    }

    @Test
    void clientIdThatNeedsEncodingIsUnderstood() throws Exception {
        String token = OAuthFixture.token(OAuthFixture.APP_ID, "");

        assertThat(revoke(basic(OAuthFixture.APP_ID, OAuthFixture.APP), token).getStatusCode())
                .isEqualTo(200);
        assertThat(fixture.log.find(new Target.Token(OAuthFixture.ISSUER, "t1")))
                .isPresent();
        assertThat(revoke(post(OAuthFixture.APP_ID, OAuthFixture.APP), token).getStatusCode())
                .isEqualTo(200);
    }

    @Test
    void refreshTokenWithHintTakesItsSessionAlong() throws Exception {
        HTTPResponse answer = send(new TokenRevocationRequest(
                        uri("/oauth2/revoke"),
                        basic("portal", OAuthFixture.PORTAL),
                        new RefreshToken(OAuthFixture.token("portal", ",\"sid\":\"s1\"")))
                .toHTTPRequest());

        assertThat(answer.indicatesSuccess()).isTrue();
        assertThat(fixture.log.find(new Target.Claim(OAuthFixture.ISSUER, "sid", "s1")))
                .isPresent();
    }

    @Test
    void errorsAreUnderstood() throws Exception {
        HTTPResponse wrongSecret = revoke(basic("portal", "wrong"), OAuthFixture.token("portal", ""));
        HTTPResponse foreign = revoke(basic("portal", OAuthFixture.PORTAL), OAuthFixture.token("admin", ""));
        TokenIntrospectionErrorResponse notAllowed = introspect(
                        basic(OAuthFixture.APP_ID, OAuthFixture.APP), OAuthFixture.token("portal", ""))
                .toErrorResponse();

        assertThat(wrongSecret.getStatusCode()).isEqualTo(401);
        assertThat(ErrorObject.parse(wrongSecret).getCode()).isEqualTo("invalid_client");
        assertThat(ErrorObject.parse(foreign).getCode()).isEqualTo("invalid_request");
        assertThat(notAllowed.getErrorObject().getHTTPStatusCode()).isEqualTo(401);
        assertThat(notAllowed.getErrorObject().getCode()).isEqualTo("unauthorized_client");
    }

    @Test
    void bearerCredentialIntrospects() throws Exception {
        HTTPResponse answer = send(new TokenIntrospectionRequest(
                        uri("/oauth2/introspect"),
                        new BearerAccessToken(OAuthFixture.ADMIN),
                        new BearerAccessToken(OAuthFixture.token("portal", "")))
                .toHTTPRequest());

        assertThat(TokenIntrospectionResponse.parse(answer).toSuccessResponse().isActive())
                .isTrue();
    }

    @Test
    void metadataNamesTheEndpoints() throws Exception {
        String json = new ApiClient(fixture.port(), "")
                .get(OAuthRoutes.METADATA)
                .response()
                .body();

        AuthorizationServerMetadata metadata = AuthorizationServerMetadata.parse(json);

        assertThat(metadata.getIssuer().getValue()).isEqualTo(OAuthFixture.PUBLIC_URL);
        assertThat(metadata.getRevocationEndpointURI()).hasToString(OAuthFixture.PUBLIC_URL + "/oauth2/revoke");
        assertThat(metadata.getIntrospectionEndpointURI()).hasToString(OAuthFixture.PUBLIC_URL + "/oauth2/introspect");
        assertThat(metadata.getRevocationEndpointAuthMethods())
                .containsExactly(
                        ClientAuthenticationMethod.CLIENT_SECRET_BASIC, ClientAuthenticationMethod.CLIENT_SECRET_POST);
        assertThat(metadata.getScopes().toStringList()).contains("revocation:token:write", "revocation:introspect");
        assertThat(metadata.getResponseTypes()).isEmpty();
        assertThat(metadata.getGrantTypes()).isEmpty();
    }

    @Test
    void metadataWithoutAPublicUrlIsNotFound() throws Exception {
        try (OAuthFixture nameless = new OAuthFixture(true, null)) {
            nameless.start();
            Answer answer = new ApiClient(nameless.port(), "").get(OAuthRoutes.METADATA);

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json().path("detail").asText()).contains("http.public-url");
        }
    }

    @Test
    void endpointsAreClosedWithoutIssuers() throws Exception {
        try (OAuthFixture closed = new OAuthFixture(false, URI.create(OAuthFixture.PUBLIC_URL))) {
            closed.start();
            ApiClient client = new ApiClient(closed.port(), OAuthFixture.ADMIN);

            assertThat(client.get(OAuthRoutes.METADATA).status()).isEqualTo(404);
            for (String path : List.of(OAuthRoutes.REVOKE, OAuthRoutes.INTROSPECT)) {
                Answer answer = client.send(client.request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("token=x")));
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.json().path("detail").asText()).contains("issuers.<alias>.iss");
            }
        }
    }
}
