package io.revocast.publisher.console;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An OpenID Provider whose user signs in at once, and which can be made to answer wrongly. */
final class TestProvider implements AutoCloseable {
    static final String CLIENT = "console";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ECKey key = key();
    private final Map<AuthorizationCode, AuthenticationRequest> codes = new ConcurrentHashMap<>();

    final List<TokenRequest> exchanges = new CopyOnWriteArrayList<>();
    volatile String accessToken = "";
    volatile UnaryOperator<JWTClaimsSet.Builder> idToken = claims -> claims;
    volatile ECKey signer = key;
    volatile UnaryOperator<OIDCProviderMetadata> metadata = document -> document;
    /** What the redirect names as {@code iss}; empty for nothing. */
    volatile String sentIssuer = "";

    volatile boolean denies;
    volatile boolean hangs;

    TestProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/.well-known/openid-configuration", exchange -> answerJson(exchange, document()));
        server.createContext("/keys", exchange -> answerJson(exchange, new JWKSet(key.toPublicJWK()).toString()));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::exchange);
        server.start();
    }

    /** Answers rightly again, with this access token. */
    void reset(String token) {
        exchanges.clear();
        accessToken = token;
        idToken = claims -> claims;
        signer = key;
        metadata = document -> document;
        sentIssuer = issuer();
        denies = false;
        hangs = false;
    }

    static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String document() {
        OIDCProviderMetadata document = new OIDCProviderMetadata(
                new Issuer(issuer()), List.of(SubjectType.PUBLIC), URI.create(issuer() + "/keys"));
        document.setAuthorizationEndpointURI(URI.create(issuer() + "/authorize"));
        document.setTokenEndpointURI(URI.create(issuer() + "/token"));
        document.setIDTokenJWSAlgs(List.of(JWSAlgorithm.ES256));
        document.setSupportsAuthorizationResponseIssuerParam(true);
        return metadata.apply(document).toJSONObject().toString();
    }

    private void answerJson(HttpExchange exchange, String json) throws IOException {
        if (hangs) {
            await();
        }
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    private void await() {
        try {
            closed.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void authorize(HttpExchange exchange) throws IOException {
        try (exchange) {
            AuthenticationRequest request = AuthenticationRequest.parse(exchange.getRequestURI());
            AuthorizationCode code = new AuthorizationCode();
            codes.put(code, request);
            Issuer sent = sentIssuer.isEmpty() ? null : new Issuer(sentIssuer);
            URI back = denies
                    ? new AuthorizationErrorResponse(
                                    request.getRedirectionURI(),
                                    OAuth2Error.ACCESS_DENIED,
                                    request.getState(),
                                    sent,
                                    null)
                            .toURI()
                    : new AuthenticationSuccessResponse(
                                    request.getRedirectionURI(), code, null, null, request.getState(), null, sent, null)
                            .toURI();
            exchange.getResponseHeaders().set("Location", back.toString());
            exchange.sendResponseHeaders(302, -1);
        } catch (ParseException e) {
            throw new IOException(e);
        }
    }

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            HTTPRequest received = new HTTPRequest(HTTPRequest.Method.POST, URI.create(issuer() + "/token"));
            exchange.getRequestHeaders().forEach((name, values) -> received.setHeader(name, values.get(0)));
            received.setBody(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            TokenRequest request = TokenRequest.parse(received);
            exchanges.add(request);
            HTTPResponse answer = answer((AuthorizationCodeGrant) request.getAuthorizationGrant());
            byte[] body = answer.getBody().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.getStatusCode(), body.length);
            exchange.getResponseBody().write(body);
        } catch (ParseException | JOSEException e) {
            throw new IOException(e);
        }
    }

    private HTTPResponse answer(AuthorizationCodeGrant grant) throws JOSEException {
        AuthenticationRequest begun = codes.remove(grant.getAuthorizationCode());
        if (begun == null
                || !begun.getRedirectionURI().equals(grant.getRedirectionURI())
                || !CodeChallengeMethod.S256.equals(begun.getCodeChallengeMethod())
                || !CodeChallenge.compute(CodeChallengeMethod.S256, grant.getCodeVerifier())
                        .equals(begun.getCodeChallenge())) {
            return new TokenErrorResponse(OAuth2Error.INVALID_GRANT).toHTTPResponse();
        }
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("alice")
                .audience(CLIENT)
                .claim("nonce", begun.getNonce().getValue())
                .claim("iat", Instant.now().getEpochSecond())
                .claim("exp", Instant.now().plus(Duration.ofMinutes(5)).getEpochSecond());
        SignedJWT signed = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                idToken.apply(claims).build());
        signed.sign(new ECDSASigner(signer));
        return new OIDCTokenResponse(new OIDCTokens(signed, new BearerAccessToken(accessToken), null)).toHTTPResponse();
    }

    /** The value of a query parameter. */
    static String parameter(URI address, String name) {
        for (String each : address.getRawQuery().split("&", -1)) {
            if (each.startsWith(name + "=")) {
                return URLDecoder.decode(each.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
