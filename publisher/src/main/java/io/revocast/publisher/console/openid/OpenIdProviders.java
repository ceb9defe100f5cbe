package io.revocast.publisher.console.openid;

import io.revocast.publisher.console.openid.SignInFailedException.Kind;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import javax.crypto.spec.SecretKeySpec;

/**
 * The providers at which users sign in, by the authorization code flow with PKCE. Few users at one time ask a provider:
 * anyone can begin a sign-in, and must not occupy the threads of others. Thread-safe.
 */
public final class OpenIdProviders {
    /** A user has so long to sign in at the provider. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int MOST_ASKING = 8;
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int RANDOM_BYTES = 32;
    private static final String SEPARATOR = "~";

    private final Map<String, OpenIdProvider> byAlias = new LinkedHashMap<>();
    private final Semaphore asking = new Semaphore(MOST_ASKING);
    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key = SignInAttempt.key(bytes());
    private final Clock clock;

    /** Knows these; asks none of them yet. */
    public OpenIdProviders(List<OpenIdClient> clients, Clock clock) {
        this(clients, clock, DEADLINE);
    }

    OpenIdProviders(List<OpenIdClient> clients, Clock clock, Duration deadline) {
        ProviderConnection connection = new ProviderConnection(deadline);
        clients.forEach(client -> byAlias.put(client.alias(), new OpenIdProvider(client, connection, clock)));
        this.clock = clock;
    }

    /**
     * A sign-in that has begun.
     *
     * @param cookie what the browser keeps meanwhile
     * @param address where it goes
     */
    public record Begun(String cookie, URI address) {
        /** Leaves the cookie out. */
        @Override
        public String toString() {
            return "Begun";
        }
    }

    /** The clients, in the order of the configuration. */
    public List<OpenIdClient> clients() {
        return byAlias.values().stream().map(OpenIdProvider::client).toList();
    }

    /**
     * Begins a sign-in.
     *
     * @param redirect where the provider sends the browser back
     * @return empty when there is no such provider
     */
    public Optional<Begun> begin(String alias, URI redirect) throws SignInFailedException {
        OpenIdProvider provider = byAlias.get(alias);
        if (provider == null) {
            return Optional.empty();
        }
        String cookie = String.join(
                SEPARATOR,
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes()),
                Long.toString(clock.instant().getEpochSecond()),
                alias);
        SignInAttempt attempt = SignInAttempt.of(cookie, key);
        return Optional.of(new Begun(cookie, asking(() -> provider.signInAddress(attempt, redirect))));
    }

    /**
     * Completes a sign-in. Returns the user's access token, which the provider has issued to this publisher.
     *
     * @param cookie of {@link Begun}
     * @param answer the parameters with which the provider sent the browser back
     */
    public String complete(String cookie, URI redirect, Map<String, List<String>> answer) throws SignInFailedException {
        String[] parts = cookie.split(SEPARATOR, 3);
        OpenIdProvider provider = parts.length < 3 ? null : byAlias.get(parts[2]);
        if (provider == null || !parts[1].matches("\\d{1,12}")) {
            throw new SignInFailedException(Kind.STATE, "the cookie of the sign-in is none");
        }
        Instant begun = Instant.ofEpochSecond(Long.parseLong(parts[1]));
        if (!clock.instant().isBefore(begun.plus(PATIENCE))) {
            throw new SignInFailedException(Kind.STATE, "the sign-in began at " + begun + ", too long ago");
        }
        SignInAttempt attempt = SignInAttempt.of(cookie, key);
        return asking(() -> provider.accessToken(attempt, redirect, answer));
    }

    @FunctionalInterface
    private interface Asking<T> {
        T ask() throws SignInFailedException;
    }

    private <T> T asking(Asking<T> asks) throws SignInFailedException {
        if (!asking.tryAcquire()) {
            throw new SignInFailedException(Kind.UNAVAILABLE, "too many users sign in at one time");
        }
        try {
            return asks.ask();
        } finally {
            asking.release();
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }
}
