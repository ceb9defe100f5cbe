package io.revocast.publisher.signals;

import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An identity provider whose messages revoke its own tokens. Immutable.
 *
 * @param alias how the configuration calls it; {@code issuer:<alias>} is then the revocation's {@code by}
 * @param issuer the {@code iss} of its messages
 * @param logout null when its logout tokens are not accepted
 * @param stream null when its security event tokens are not accepted
 */
public record Provider(
        String alias,
        String issuer,
        Tokens tokens,
        @Nullable Logout logout,
        @Nullable Stream stream) {
    /**
     * What its tokens look like.
     *
     * @param issuer their {@code iss}
     * @param claims which claim has which part; a part that is not there cannot be revoked by
     * @param sessionWithUser whether a message that names a session and its user revokes both, for a provider whose
     *     tokens do not all carry the session
     * @param cutOff how the time of a message becomes a cut-off
     */
    public record Tokens(String issuer, Map<SubjectType, String> claims, boolean sessionWithUser, CutOff cutOff) {
        public Tokens {
            claims = Map.copyOf(claims);
        }

        /** The claim that has a part; empty when none has. */
        public Optional<String> claim(SubjectType part) {
            return Optional.ofNullable(claims.get(part));
        }
    }

    /**
     * How the time of a message becomes the cut-off of a user's tokens.
     *
     * @param ahead what is added to it, because the clocks of the provider's nodes differ; not negative
     * @param logins whether it is the cut-off for {@code auth_time} as well, so that tokens refreshed from an old login
     *     are refused
     */
    public record CutOff(Duration ahead, boolean logins) {
        /** The time itself, for {@code iat} alone. */
        public static final CutOff DEFAULT = new CutOff(Duration.ZERO, false);
    }

    /**
     * How its logout tokens are judged.
     *
     * @param audience our client ids there, one of which each must name
     * @param age how old one may be by its {@code iat}
     * @param expiryOptional whether one without {@code exp} is accepted, as older drafts had it
     * @param longestWait how long the answer waits for every instance; zero for not at all
     */
    public record Logout(Set<String> audience, Duration age, boolean expiryOptional, Duration longestWait) {
        public Logout {
            audience = Set.copyOf(audience);
        }
    }

    /**
     * How its security event tokens are judged.
     *
     * @param audience who we are there, one of which each must name
     * @param authorization what it must send as {@code Authorization}; null when nothing is asked for
     * @param rules the events that revoke; all others are acknowledged and ignored
     */
    public record Stream(Set<String> audience, @Nullable HashedHeaderValue authorization, List<EventRule> rules) {
        public Stream {
            audience = Set.copyOf(audience);
            rules = List.copyOf(rules);
        }

        Optional<EventRule> rule(String uri) {
            return rules.stream().filter(rule -> rule.uri().equals(uri)).findFirst();
        }
    }

    /** Who then asks for the revocation: it may revoke this provider's tokens, and neither keys nor the issuer. */
    Caller caller() {
        String name = "issuer:" + alias;
        return new Caller(name, name, Set.of(Scope.WRITE_TOKEN, Scope.WRITE_CLAIM), Set.of(tokens.issuer()));
    }

    /** Whether a message of this provider speaks of its own tokens when it names an issuer. */
    boolean means(String named) {
        return named.equals(issuer) || named.equals(tokens.issuer());
    }
}
