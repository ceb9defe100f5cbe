package io.revocast.demo;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoTokensTest {
    private static final String OWN = "https://demo";
    private static final String FOREIGN = "https://idp.example";
    private static final SigningKey OWN_KEY = TestKeys.newKey();
    private static final SigningKey FOREIGN_KEY = TestKeys.newKey();

    private HttpServer jwks;
    private DemoTokens tokens;

    @BeforeAll
    void publishKeys() throws Exception {
        jwks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] keys = new ObjectMapper().writeValueAsBytes(FOREIGN_KEY.jwks());
        jwks.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        jwks.start();
        tokens = trusting("http://127.0.0.1:" + jwks.getAddress().getPort() + "/keys");
    }

    private static DemoTokens trusting(String keys) {
        Clock clock = Clock.systemUTC();
        return new DemoTokens(
                new Tokens(OWN, OWN_KEY, clock).verifier(TokenType.ACCESS), Map.of(FOREIGN, URI.create(keys)), clock);
    }

    @AfterAll
    void stop() {
        jwks.stop(0);
    }

    private static String token(SigningKey key, String header, String type) {
        Instant now = Instant.now();
        return JWT.create()
                .withHeader(Map.of("typ", header))
                .withKeyId(key.id())
                .withIssuer(FOREIGN)
                .withSubject("alice")
                .withClaim("sid", "s1")
                .withClaim("typ", type)
                .withJWTId("j1")
                .withIssuedAt(now)
                .withExpiresAt(now.plusSeconds(60))
                .sign(Algorithm.RSA256(key.publicKey(), key.privateKey()));
    }

    @Test
    void accessTokenOfATrustedIssuerIsAccepted() {
        assertThat(tokens.verify(token(FOREIGN_KEY, "JWT", "Bearer")).getSubject())
                .isEqualTo("alice");
        assertThat(tokens.verify(token(FOREIGN_KEY, "at+jwt", "Bearer")).getSubject())
                .isEqualTo("alice");
    }

    @ParameterizedTest
    @CsvSource({"JWT,ID", "JWT,Logout", "logout+jwt,Bearer", "secevent+jwt,Bearer"})
    void otherTokensOfTheSameKeyOpenNothing(String header, String type) {
        String token = token(FOREIGN_KEY, header, type);

        assertThatThrownBy(() -> tokens.verify(token)).isInstanceOf(JWTVerificationException.class);
    }

    @Test
    void tokenOfAnotherKeyIsRefused() {
        String token = token(OWN_KEY, "JWT", "Bearer");

        assertThatThrownBy(() -> tokens.verify(token)).isInstanceOf(JWTVerificationException.class);
    }

    @Test
    void tokenIsNotRefusedForGoodWhileTheKeysCannotBeRead() {
        DemoTokens blind = trusting("http://127.0.0.1:" + jwks.getAddress().getPort() + "/nowhere-" + FOREIGN_KEY.id());

        assertThatThrownBy(() -> blind.verify(token(FOREIGN_KEY, "JWT", "Bearer")))
                .isInstanceOf(TryLaterException.class);
    }
}
