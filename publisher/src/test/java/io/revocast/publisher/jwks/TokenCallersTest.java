package io.revocast.publisher.jwks;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.sun.net.httpserver.HttpServer;
import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;
import io.revocast.publisher.credentials.Credential.Bearer;
import io.revocast.publisher.credentials.Identification;
import io.revocast.publisher.credentials.Identification.CannotTell;
import io.revocast.publisher.credentials.Identification.Known;
import io.revocast.publisher.credentials.Identification.Unknown;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.time.DoubtfulClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

class TokenCallersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final RSAKey KEY = key();
    private static final RSAKey OTHER_KEY = key();
    private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"k1\",\"typ\":\"at+jwt\"}";
    private static final RevocationCheck NOTHING_REVOKED = token -> new Verdict.NotRevoked();

    @TempDir
    private Path directory;

    private URI jwks = URI.create("file:///unset");
    private AccessTokens tokens = new AccessTokens("revocast", List.of("scope", "scp"), "client_id", Duration.ZERO);

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("k1").generate();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void writeKeys() throws Exception {
        jwks = Files.writeString(directory.resolve("jwks.json"), new JWKSet(List.of(KEY.toPublicJWK())).toString(false))
                .toUri();
    }

    private Identification identify(Credential credential, RevocationCheck revocations) {
        CallerIssuer issuer =
                new CallerIssuer("idp", new TrustedIssuer("https://idp", jwks), tokens, Set.of("https://idp"));
        return new TokenCallers(List.of(issuer), revocations, Clock.fixed(NOW, ZoneOffset.UTC)).identify(credential);
    }

    private Identification identify(String token) {
        return identify(new Bearer(token), NOTHING_REVOKED);
    }

    /** Signs raw JSON, so that it can be wrong. */
    private static String signed(String header, String claims, JWSSigner signer) throws Exception {
        String input = Base64URL.encode(header) + "." + Base64URL.encode(claims);
        String signable = header.contains("HS256") ? "{\"alg\":\"HS256\"}" : "{\"alg\":\"RS256\"}";
        return input + "." + signer.sign(JWSHeader.parse(signable), input.getBytes(StandardCharsets.US_ASCII));
    }

    private static String signed(String header, String claims) throws Exception {
        return signed(header, claims, new RSASSASigner(KEY));
    }

    /** The claims of a good token, and after them others. A name that is given again replaces the good one. */
    private static String claims(String... others) {
        StringBuilder claims = new StringBuilder();
        for (String good : List.of(
                "\"iss\":\"https://idp\"",
                "\"aud\":\"revocast\"",
                "\"sub\":\"alice\"",
                "\"client_id\":\"portal\"",
                "\"jti\":\"t1\"",
                "\"scope\":\"openid revocation:token:write revocation:read\"",
                "\"iat\":" + NOW.getEpochSecond(),
                "\"exp\":" + NOW.plusSeconds(300).getEpochSecond())) {
            String name = good.substring(0, good.indexOf(':') + 1);
            if (List.of(others).stream().noneMatch(other -> other.startsWith(name))) {
                claims.append(claims.isEmpty() ? "" : ",").append(good);
            }
        }
        for (String other : others) {
            // A name without a value leaves the claim out.
            claims.append(other.endsWith(":") ? "" : "," + other);
        }
        return "{" + claims + "}";
    }

    private void assertRefused(String header, String claims) throws Exception {
        assertThat(identify(signed(header, claims))).as(header + claims).isEqualTo(new Unknown());
    }

    @Test
    void accessTokenSaysWhoIsAskingAndWhatTheyMay() throws Exception {
        assertThat(identify(signed(HEADER, claims())))
                .isEqualTo(new Known(new Caller(
                        "idp:portal:alice", "portal", Set.of(Scope.WRITE_TOKEN, Scope.READ), Set.of("https://idp"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"scope\":\"revocation:read\"",
                "\"scope\":[\"revocation:read\",\"x\"]",
                "\"scope\":[\"revocation:read\"],\"scp\":\"revocation:audit\"",
                "\"scope\":\"revocation:read revocation:admin\""
            })
    void scopesAreATextOrAList(String scope) throws Exception {
        assertThat(identify(signed(HEADER, claims(scope))))
                .isInstanceOfSatisfying(
                        Known.class,
                        known -> assertThat(known.caller().scopes()).containsExactly(Scope.READ));
    }

    @Test
    void otherIssuersNameTheirClaimsOtherwise() throws Exception {
        tokens = new AccessTokens("revocast", List.of("permissions", "scp"), "azp", Duration.ZERO);
        String claims = claims("\"scope\":", "\"client_id\":", "\"scp\":[\"revocation:read\"]", "\"azp\":\"kc\"");

        assertThat(identify(signed("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", claims)))
                .isInstanceOfSatisfying(Known.class, known -> {
                    assertThat(known.caller().clientId()).isEqualTo("kc");
                    assertThat(known.caller().may(Scope.READ)).isTrue();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"at+jwt", "AT+JWT", "application/at+jwt", "JWT"})
    void typesOfAccessTokensAreAccepted(String type) throws Exception {
        String header = "{\"alg\":\"RS256\",\"typ\":\"" + type + "\"}";

        assertThat(identify(signed(header, claims("\"typ\":\"Bearer\"")))).isInstanceOf(Known.class);
    }

    /** D15: a security event token is signed with the same keys. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"secevent+jwt\"",
                "\"logout+jwt\"",
                "\"statuslist+jwt\"",
                "\"dpop+jwt\"",
                "\"\"",
                "7",
                "null",
                "[\"JWT\"]"
            })
    void otherTypesAreRefused(String type) throws Exception {
        assertRefused("{\"alg\":\"RS256\",\"typ\":" + type + "}", claims());
    }

    /** E2: ID tokens, security events, and tokens that are bound to a key. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"events\":{}",
                "\"nonce\":\"n\"",
                "\"at_hash\":\"h\"",
                "\"s_hash\":\"h\"",
                "\"toe\":1795435000",
                "\"tokenType\":\"refresh-token\"",
                "\"token_type\":\"refresh\"",
                "\"token_use\":\"id\"",
                "\"token_use\":\"refresh\"",
                "\"c_hash\":\"h\"",
                "\"cnf\":{\"jkt\":\"x\"}",
                "\"typ\":\"ID\"",
                "\"typ\":\"Refresh\"",
                "\"scope\":",
                "\"scope\":7",
                "\"scope\":[\"revocation:read\",7]",
                "\"jti\":7",
                "\"sub\":",
                "\"sub\":\"\"",
                "\"client_id\":",
                "\"client_id\":[\"portal\"]"
            })
    void tokensThatAreNoAccessTokensAreRefused(String claim) throws Exception {
        assertRefused(HEADER, claims(claim));
    }

    /** E2. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"iss\":\"https://other\"",
                "\"iss\":\"https://idp/\"",
                "\"iss\":",
                "\"aud\":\"other\"",
                "\"aud\":[\"other\",\"revocast2\"]",
                "\"aud\":[]",
                "\"aud\":{\"revocast\":1}",
                "\"aud\":"
            })
    void tokensOfAnotherIssuerOrForAnotherAudienceAreRefused(String claim) throws Exception {
        assertRefused(HEADER, claims(claim));
    }

    @Test
    void oneOfSeveralAudiencesMayBeOurs() throws Exception {
        assertThat(identify(signed(HEADER, claims("\"aud\":[\"other\",\"revocast\"]"))))
                .isInstanceOf(Known.class);
    }

    /** E4. Times are seconds from now; the leeway is for clocks that differ. */
    @ParameterizedTest
    @CsvSource({
        "exp,1,0,true",
        "exp,0,0,false",
        "exp,-30,0,false",
        "exp,-30,60,true",
        "exp,-60,60,false",
        "nbf,0,0,true",
        "nbf,1,0,false",
        "nbf,30,60,true",
        "nbf,61,60,false",
        "iat,60,0,true",
        "iat,61,0,false",
        "iat,-86400,0,true"
    })
    void tokenIsOnlyGoodWhileItIsInForce(String claim, long secondsFromNow, long leeway, boolean good)
            throws Exception {
        tokens = new AccessTokens("revocast", List.of("scope"), "client_id", Duration.ofSeconds(leeway));
        String time = "\"" + claim + "\":" + (NOW.getEpochSecond() + secondsFromNow);

        assertThat(identify(signed(HEADER, claims(time))) instanceof Known).isEqualTo(good);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"exp\":",
                "\"exp\":null",
                "\"exp\":\"9999999999\"",
                "\"exp\":1e400",
                "\"nbf\":true",
                "\"iat\":\"1\""
            })
    void tokenWithoutReadableTimesIsRefused(String claim) throws Exception {
        assertRefused(HEADER, claims(claim));
    }

    /** D12. */
    @Test
    void tokenThatTheIssuerDidNotSignIsRefused() throws Exception {
        String good = signed(HEADER, claims());
        byte[] publicKey = KEY.toRSAPublicKey().getEncoded();

        assertThat(identify(signed(HEADER, claims(), new RSASSASigner(OTHER_KEY))))
                .isEqualTo(new Unknown());
        assertThat(identify(signed("{\"alg\":\"HS256\",\"kid\":\"k1\"}", claims(), new MACSigner(publicKey))))
                .isEqualTo(new Unknown());
        assertThat(identify(signed("{\"alg\":\"none\"}", claims()))).isEqualTo(new Unknown());
        assertThat(identify(good.substring(0, good.lastIndexOf('.') + 1))).isEqualTo(new Unknown());
        assertThat(identify(signed("{\"alg\":\"RS256\",\"kid\":\"../../etc/passwd\"}", claims())))
                .isEqualTo(new Unknown());
    }

    /** D13. */
    @Test
    void nothingIsFetchedFromWhereAHeaderPoints() throws Exception {
        AtomicInteger fetched = new AtomicInteger();
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            fetched.incrementAndGet();
            exchange.close();
        });
        elsewhere.start();
        try {
            String url = "\"http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/\"";
            for (String member : List.of(
                    "\"jku\":" + url,
                    "\"x5u\":" + url,
                    "\"jwk\":" + OTHER_KEY.toPublicJWK().toJSONString())) {
                String header = "{\"alg\":\"RS256\",\"kid\":\"k1\"," + member + "}";
                assertThat(identify(signed(header, claims()))).as(member).isInstanceOf(Known.class);
                assertThat(identify(signed(header, claims(), new RSASSASigner(OTHER_KEY))))
                        .as(member)
                        .isEqualTo(new Unknown());
            }
            for (String member : List.of("\"crit\":[\"b64\"]", "\"b64\":false")) {
                assertRefused("{\"alg\":\"RS256\",\"kid\":\"k1\"," + member + "}", claims());
            }
            assertThat(fetched).hasValue(0);
        } finally {
            elsewhere.stop(0);
        }
    }

    /** E3. */
    @Test
    void revokedTokenIsRefusedByThePublisherItself() throws Exception {
        Verdict revoked =
                new Verdict.Revoked(new Revocation(new Target.Token("https://idp", "t1"), NOW.plusSeconds(300), null));
        RevocationCheck list = token -> "t1".equals(token.jti()) ? revoked : new Verdict.NotRevoked();

        assertThat(identify(new Bearer(signed(HEADER, claims())), list)).isEqualTo(new Unknown());
        assertThat(identify(new Bearer(signed(HEADER, claims("\"jti\":\"t2\""))), list))
                .isInstanceOf(Known.class);
    }

    @Test
    void checkReadsWhatTheTokenSays() throws Exception {
        String token = signed(HEADER, claims("\"sid\":\"s1\"", "\"iat\":" + NOW.getEpochSecond() + ".9"));
        VerifiedToken[] seen = new VerifiedToken[1];

        identify(new Bearer(token), checked -> {
            seen[0] = checked;
            return new Verdict.NotRevoked();
        });

        assertThat(seen[0].issuer()).isEqualTo("https://idp");
        assertThat(seen[0].jti()).isEqualTo("t1");
        assertThat(seen[0].keyId()).isEqualTo("k1");
        assertThat(seen[0].issuedAt()).isEqualTo(NOW.getEpochSecond());
        assertThat(seen[0].claim("sid")).isEqualTo("s1");
        assertThat(seen[0].claim("absent")).isNull();
        assertThat(seen[0].signingInput()).isEqualTo(token.substring(0, token.lastIndexOf('.')));
    }

    @Test
    void whetherATokenWasRevokedMayBeUnknown() throws Exception {
        Bearer bearer = new Bearer(signed(HEADER, claims()));

        assertThat(identify(bearer, token -> new Verdict.Unknown(Verdict.Reason.STALE, FailurePolicy.DENY)))
                .isEqualTo(new CannotTell("whether the token was revoked is unknown: stale"));
        assertThat(identify(bearer, token -> new Verdict.Unknown(Verdict.Reason.STALE, FailurePolicy.ALLOW)))
                .isInstanceOf(Known.class);
    }

    @Test
    void keysThatCannotBeReadAreNoVerdictOnTheCaller() throws Exception {
        jwks = URI.create("http://127.0.0.1:9/jwks.json");

        assertThat(identify(signed(HEADER, claims())))
                .isEqualTo(new CannotTell("the keys of the token's issuer cannot be read"));
    }

    @Test
    void otherCredentialsAreNoTokens() throws Exception {
        assertThat(identify(ApiKey.generate())).isEqualTo(new Unknown());
        assertThat(identify("a.b.c")).isEqualTo(new Unknown());
        assertThat(identify(new Credential.ClientSecret("portal", signed(HEADER, claims())), NOTHING_REVOKED))
                .isEqualTo(new Unknown());
    }

    @Test
    void tokenThatOnlyOneClockHoldsForValidIsNeitherAcceptedNorRefused() throws Exception {
        CallerIssuer issuer =
                new CallerIssuer("idp", new TrustedIssuer("https://idp", jwks), tokens, Set.of("https://idp"));
        Bearer token = new Bearer(signed(HEADER, claims()));

        for (Clock clock : List.of(
                DoubtfulClock.from(NOW.minusSeconds(7200), Duration.ofHours(2)),
                DoubtfulClock.from(NOW, Duration.ofHours(2)),
                DoubtfulClock.unknown())) {
            assertThat(new TokenCallers(List.of(issuer), NOTHING_REVOKED, clock).identify(token))
                    .isInstanceOf(Identification.CannotTell.class);
        }
        Clock later = DoubtfulClock.from(NOW.plusSeconds(300), Duration.ofHours(2));
        assertThat(new TokenCallers(List.of(issuer), NOTHING_REVOKED, later).identify(token))
                .isInstanceOf(Identification.Unknown.class);
    }
}
