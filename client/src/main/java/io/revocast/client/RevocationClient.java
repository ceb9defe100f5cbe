package io.revocast.client;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

/**
 * Revokes and reinstates at a publisher. A method returns when the brokers have committed, and throws otherwise:
 * {@link RevocationRefusedException} when asking again does not help, {@link RevocationUnconfirmedException} when it
 * does.
 *
 * <p>Each call has an idempotency key, which its tries share: a try whose predecessor was carried out, and whose answer was
 * lost, returns the outcome of the predecessor. Each call takes at most the request timeout, within which it is tried up to three times: when no answer came, and
 * when the publisher asks to come again (503, 429, or 409 while an earlier try is still being served), honouring {@code Retry-After}. A call that is interrupted throws
 * {@link RevocationUnconfirmedException} and leaves the thread's interrupt flag set. Tokens are sent in the body, over
 * the connection only, and the API key in a header; neither is in any message, {@code toString} or log.
 *
 * <p>Thread-safe. Holds nothing that must be closed: idle connections end by themselves.
 */
public final class RevocationClient {
    /** The characters that a bearer credential may have (RFC 6750 section 2.1), and no more of them than fit a header. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._~+/=-]{1,8192}");

    private final URI publisher;
    private final Supplier<String> apiKey;
    private final Duration requestTimeout;
    private final Exchange exchange;

    private RevocationClient(Builder builder) {
        HttpClient.Builder http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(builder.connectTimeout);
        if (builder.sslContext != null) {
            http.sslContext(builder.sslContext);
        }
        publisher = builder.publisher;
        apiKey = builder.apiKey;
        requestTimeout = builder.requestTimeout;
        exchange = new Exchange(http.build(), requestTimeout, builder.tries);
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
        return new Builder(publisher, apiKey);
    }

    /** Revokes a token that is at hand. Only its issuer and {@code jti}, or its fingerprint, go beyond the publisher. */
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
        HttpResponse<byte[]> answer = exchange.send(HttpRequest.newBuilder(URI.create(publisher + path))
                .timeout(requestTimeout)
                .header("Authorization", "Bearer " + key())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey.toString())
                .header("Accept", "application/json, application/problem+json")
                .POST(BodyPublishers.ofByteArray(body))
                .build());
        int status = answer.statusCode();
        if (status >= 300 && status < 500) {
            throw new RevocationRefusedException(status, problem(answer));
        }
        if (status != 200 && status != 201) {
            throw new RevocationUnconfirmedException(
                    "the publisher answered " + status + ": " + problem(answer).summary(), null);
        }
        try {
            return reader.read(JsonObject.read(answer.body()));
        } catch (IOException e) {
            // The cause may quote the answer, which somebody else than the publisher may have written.
            throw new RevocationUnconfirmedException(
                    "what answered " + status + " did not confirm as a publisher does; is it one?", null);
        }
    }

    static Problem problem(HttpResponse<byte[]> answer) {
        try {
            return Problem.of(JsonObject.read(answer.body()));
        } catch (IOException e) {
            return Problem.NONE;
        }
    }

    private String key() {
        String key = apiKey.get();
        if (key == null || !KEY.matcher(key).matches()) {
            throw new IllegalStateException(
                    "the API key must be letters, digits and ._~+/=- only, without spaces or line ends");
        }
        return key;
    }

    /** Shows where the publisher is. */
    @Override
    public String toString() {
        return "RevocationClient[" + publisher + "]";
    }

    /** Collects how a client is to be. Not thread-safe. */
    public static final class Builder {
        private final URI publisher;
        private final Supplier<String> apiKey;
        private Duration connectTimeout = Duration.ofSeconds(2);
        private Duration requestTimeout = Duration.ofSeconds(30);
        private int tries = 3;
        private @Nullable SSLContext sslContext;

        private Builder(URI publisher, Supplier<String> apiKey) {
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
            this.apiKey = Objects.requireNonNull(apiKey, "apiKey");
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
