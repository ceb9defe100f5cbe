package io.revocast.demo;

import com.auth0.jwt.JWT;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;

import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;

/** Verifies the access tokens of this service and of the identity providers that it trusts. Thread-safe. */
final class DemoTokens implements JWTVerifier {
    private final JWTVerifier own;
    private final Map<String, JWTVerifier> foreign;

    DemoTokens(JWTVerifier own, Map<String, URI> trusted, Clock clock) {
        this.own = own;
        this.foreign = trusted.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, each -> new ForeignIssuer(each.getKey(), each.getValue(), clock)));
    }

    @Override
    public DecodedJWT verify(String token) throws JWTVerificationException {
        return verifier(JWT.decode(token)).verify(token);
    }

    @Override
    public DecodedJWT verify(DecodedJWT token) throws JWTVerificationException {
        return verifier(token).verify(token);
    }

    /** The issuer that a token names picks the keys, nothing else, before they prove it. */
    private JWTVerifier verifier(DecodedJWT unverified) {
        String issuer = unverified.getIssuer();
        return issuer == null ? own : foreign.getOrDefault(issuer, own);
    }
}
