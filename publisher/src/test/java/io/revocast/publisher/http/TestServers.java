package io.revocast.publisher.http;

import io.revocast.publisher.authentication.Authenticator;
import io.revocast.publisher.credentials.CredentialResolver;
import io.revocast.publisher.credentials.FailedLoginLimiter;

import java.util.List;

/** Servers on any free port of the loopback address, and who may call them. */
public final class TestServers {
    private TestServers() {}

    /** Returns a server that is not started. */
    public static HttpServer of(List<RouteGroup> groups) {
        return new HttpServer(
                new Listener("127.0.0.1", 0, "http.port", ConnectionLimits.DEFAULT, null),
                RequestObserver.NONE,
                groups);
    }

    /** Returns an authenticator with the usual limit for wrong credentials, not behind a proxy. */
    public static Authenticator authenticator(CredentialResolver callers, boolean insecure) {
        return new Authenticator(
                callers,
                insecure,
                new FailedLoginLimiter(FailedLoginLimiter.DEFAULT_PER_MINUTE, System::nanoTime),
                SourceAddresses.ofPeers());
    }
}
