package io.revocast.publisher.service;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;
import io.revocast.consumer.VerifiedToken;
import io.revocast.jwt.VerifiedJwt;
import org.jspecify.annotations.Nullable;

import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** The JWT libraries that services use, each set up as its manual says. */
enum Libraries {
    JAVA_JWT {
        @Override
        VerifiedToken verify(String token, byte[] secret) {
            return VerifiedJwt.of(JWT.require(Algorithm.HMAC256(secret)).build().verify(token));
        }

        @Override
        VerifiedToken verify(String token, KeyPair pair) {
            Algorithm algorithm = Algorithm.ECDSA256((ECPublicKey) pair.getPublic(), null);
            return VerifiedJwt.of(JWT.require(algorithm).build().verify(token));
        }
    },
    NIMBUS {
        @Override
        VerifiedToken verify(String token, byte[] secret) throws Exception {
            return NimbusToken.verified(token, new MACVerifier(secret));
        }

        @Override
        VerifiedToken verify(String token, KeyPair pair) throws Exception {
            return NimbusToken.verified(token, new ECDSAVerifier((ECPublicKey) pair.getPublic()));
        }
    },
    JJWT {
        @Override
        VerifiedToken verify(String token, byte[] secret) {
            return JjwtToken.verified(
                    token, Jwts.parser().verifyWith(Keys.hmacShaKeyFor(secret)).build());
        }

        @Override
        VerifiedToken verify(String token, KeyPair pair) {
            return JjwtToken.verified(
                    token, Jwts.parser().verifyWith(pair.getPublic()).build());
        }
    };

    /** Returns the token as the library sees it, or throws what it throws. */
    abstract VerifiedToken verify(String token, byte[] secret) throws Exception;

    abstract VerifiedToken verify(String token, KeyPair pair) throws Exception;

    /** What each library that accepts a token with an HMAC sees. */
    static Map<Libraries, VerifiedToken> accepting(String token, byte[] secret) {
        Map<Libraries, VerifiedToken> views = new LinkedHashMap<>();
        for (Libraries library : values()) {
            VerifiedToken view = unlessRefused(() -> library.verify(token, secret));
            if (view != null) {
                views.put(library, view);
            }
        }
        return views;
    }

    /** What each library that accepts a token with an ECDSA signature sees. */
    static Map<Libraries, VerifiedToken> accepting(String token, KeyPair pair) {
        Map<Libraries, VerifiedToken> views = new LinkedHashMap<>();
        for (Libraries library : values()) {
            VerifiedToken view = unlessRefused(() -> library.verify(token, pair));
            if (view != null) {
                views.put(library, view);
            }
        }
        return views;
    }

    private static @Nullable VerifiedToken unlessRefused(Callable<VerifiedToken> verification) {
        try {
            return verification.call();
        } catch (Exception refusal) {
            return null;
        }
    }
}
