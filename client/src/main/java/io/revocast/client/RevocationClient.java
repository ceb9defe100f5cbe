package io.revocast.client;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

/**
 * Revokes and reinstates at a publisher. A method returns when the brokers have committed, and throws otherwise:
 * {@link RevocationRefusedException} when asking again does not help, {@link RevocationUnconfirmedException} when it
 * does.
 *
 * <p>Each call has an idempotency key, which its tries share: a try whose predecessor was carried out, and whose answer
 * was lost, returns the outcome of the predecessor. Each call takes at most the request timeout, within which it is tried
 * up to three times: when no answer came, and after 503 and 429, honouring {@code Retry-After}. After 409 while an earlier
 * try still runs, it waits and asks again. A call that is interrupted throws {@link RevocationUnconfirmedException} and
 * leaves the thread's interrupt flag set. Tokens are sent in the body, over the connection only, and the API key in a
 * header; neither is in any message, {@code toString} or log.
 *
 * <p>Thread-safe. Holds nothing that must be closed: idle connections end by themselves.
 */
public final class RevocationClient {
    /** The longest answer to one revocation or reinstatement. */
    static final int MAX_ANSWER = 256 * 1024;

    private final PublisherApi api;

    private RevocationClient(Builder builder) {
        HttpClient.Builder http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(builder.connectTimeout);
        if (builder.sslContext != null) {
            http.sslContext(builder.sslContext);
        }
        api = new PublisherApi(
                builder.publisher,
                builder.credential,
                new Exchange(http.build(), builder.requestTimeout, builder.tries, builder.log));
    }

    /**
     * Begins to build a client.
     *
     * @param publisher where the publisher is, such as {@code https://revocast.example:8443}; a path in front of its
     *     own is kept
     * @param apiKey asked for the key before each call, so that it can rotate; must not block for long
     * @throws IllegalArgumentException when the URI is not http or https with a host, or has user info, query or
     *     fragment
     */
    public static Builder builder(URI publisher, Supplier<String> apiKey) {
        return new Builder(publisher, new BearerCredential(Objects.requireNonNull(apiKey, "apiKey")));
    }

    /**
     * Begins to build a client without a credential, for a publisher that serves callers without one.
     *
     * @throws IllegalArgumentException as {@link #builder(URI, Supplier)}
     */
    public static Builder builder(URI publisher) {
        return new Builder(publisher, BearerCredential.NONE);
    }

    /** The whole API of the publisher in JSON documents, over the connections of this client. */
    public PublisherApi api() {
        return api;
    }

    /** Revokes a token that the caller has. Only its issuer and {@code jti}, or its fingerprint, go beyond the publisher. */
    public RevocationReply revokeToken(String jwt, Reason reason)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        Objects.requireNonNull(jwt, "jwt");
        return post("/v1/revocations", UUID.randomUUID(), Messages.token(jwt, reason), Messages::revocationReply);
    }

    /** Revokes whatever matches a target. */
    public RevocationReply revoke(RevocationRequest request)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        UUID key = request.idempotencyKey();
        return post(
                "/v1/revocations",
                key == null ? UUID.randomUUID() : key,
                Messages.revocation(request),
                Messages::revocationReply);
    }

    /**
     * Revokes whatever matches a target, and waits until instances have reported that they enforce it. The revocation is
     * committed in any case; {@link PropagationReply#complete} says whether the goal was reached. The wait comes on top
     * of the request timeout.
     */
    public AwaitedReply revokeAndAwait(RevocationRequest request, PropagationWait wait)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        UUID key = request.idempotencyKey();
        return read(
                api.revoke(key == null ? UUID.randomUUID() : key, Messages.revocation(request), wait),
                FleetMessages::awaited);
    }

    /** Returns the instances that report to the publisher, and their states. */
    public FleetReply fleet() throws RevocationRefusedException, RevocationUnconfirmedException {
        return read(api.fleet(), FleetMessages::fleet);
    }

    /**
     * Returns which instances enforce a live revocation, and since when.
     *
     * @throws RevocationRefusedException with status 404 when no live revocation has the id
     */
    public PropagationReply propagation(UUID id) throws RevocationRefusedException, RevocationUnconfirmedException {
        return read(api.propagation(id), FleetMessages::propagation);
    }

    /** Takes a revocation back, by its id. */
    public ReinstatementReply reinstate(UUID id, Reason reason)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return reinstate(Messages.reinstatement(id, reason, null));
    }

    /** Takes the revocation of a target back. */
    public ReinstatementReply reinstate(Target target, Reason reason)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return reinstate(Messages.reinstatement(target, reason, null));
    }

    /**
     * Takes the revocation of a target back, if its last record is still the one that the caller has seen.
     *
     * @param expected the receipt of that record
     * @throws RevocationRefusedException with status 409 when the revocation has a newer record; it stays
     */
    public ReinstatementReply reinstate(Target target, Reason reason, Receipt expected)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return reinstate(Messages.reinstatement(target, reason, expected));
    }

    private ReinstatementReply reinstate(byte[] body)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return post("/v1/reinstatements", UUID.randomUUID(), body, Messages::reinstatementReply);
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(JsonObject json) throws IOException;
    }

    private <T> T post(String path, UUID idempotencyKey, byte[] body, Reader<T> reader)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return read(api.post(path, idempotencyKey, body, MAX_ANSWER), reader);
    }

    private static <T> T read(byte[] answer, Reader<T> reader) throws RevocationUnconfirmedException {
        try {
            return reader.read(JsonObject.read(answer));
        } catch (IOException e) {
            // The cause may quote the answer, which another server than the publisher may have written.
            throw new RevocationUnconfirmedException(
                    "unexpected answer: it is not the confirmation of a publisher; check the address", null);
        }
    }

    /** Shows where the publisher is. */
    @Override
    public String toString() {
        return "RevocationClient[" + api.publisher() + "]";
    }

    /** Collects how a client is to be. Not thread-safe. */
    public static final class Builder {
        private final URI publisher;
        private final BearerCredential credential;
        private Duration connectTimeout = Duration.ofSeconds(2);
        private Duration requestTimeout = Duration.ofSeconds(30);
        private int tries = 3;
        private @Nullable SSLContext sslContext;
        private Consumer<String> log = line -> {};

        private Builder(URI publisher, BearerCredential credential) {
            boolean http =
                    "https".equalsIgnoreCase(publisher.getScheme()) || "http".equalsIgnoreCase(publisher.getScheme());
            if (!http
                    || publisher.getHost() == null
                    || publisher.getRawUserInfo() != null
                    || publisher.getRawQuery() != null
                    || publisher.getRawFragment() != null) {
                throw new IllegalArgumentException(
                        "publisher must be an http or https URI with a host, and without user info, query or fragment");
            }
            this.publisher = URI.create(publisher.toString().replaceFirst("/+$", ""));
            this.credential = credential;
        }

        /** How long to wait for a connection; 2 seconds by default. */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = requirePositive("connectTimeout", timeout);
            return this;
        }

        /** How long a call may take in all, its tries and the waits between them included; 30 seconds by default. */
        public Builder requestTimeout(Duration timeout) {
            requestTimeout = requirePositive("requestTimeout", timeout);
            return this;
        }

        /** How often a call is tried in all, from 1 to 10; 3 by default. */
        public Builder tries(int most) {
            if (most < 1 || most > 10) {
                throw new IllegalArgumentException("tries must lie between 1 and 10: " + most);
            }
            tries = most;
            return this;
        }

        /** Whom to trust, and which certificate to show; by default the JVM decides. */
        public Builder sslContext(SSLContext context) {
            sslContext = Objects.requireNonNull(context, "sslContext");
            return this;
        }

        /**
         * Receives a line about each answer: method, path, status and request id, without secrets. None by default. Called
         * on the thread of the call.
         */
        public Builder log(Consumer<String> lines) {
            log = Objects.requireNonNull(lines, "lines");
            return this;
        }

        /** Makes the client. Connects to nothing yet. */
        public RevocationClient build() {
            return new RevocationClient(this);
        }

        private static Duration requirePositive(String name, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(name + " must be positive: " + value);
            }
            return value;
        }
    }
}
