package io.revocast.client;

import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

/**
 * The publisher's HTTP API in JSON documents of UTF-8, for tools that show or pass on what the publisher answers, such as
 * the command line. {@code docs/publisher.md} and the OpenAPI document describe the documents. Services use the types of
 * {@link RevocationClient}.
 *
 * <p>A method returns the body of a success. It throws {@link RevocationRefusedException} when the publisher refused the
 * request, and {@link RevocationUnconfirmedException} when no final answer came within the request timeout. Answers of more
 * than 16 MiB count as none. Retries, time-outs and credentials are those of the client. Thread-safe.
 */
public final class PublisherApi {
    private static final String REVOCATIONS = "/v1/revocations";
    private static final String REINSTATEMENTS = "/v1/reinstatements";
    private static final String AUDIT = "/v1/audit";
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String NDJSON = "application/x-ndjson";
    private static final int MAX_DOCUMENT = 16 * 1024 * 1024;
    /** Three heartbeats of the publisher. */
    private static final Duration EVENTS_IDLE = Duration.ofSeconds(30);

    private final URI publisher;
    private final BearerCredential credential;
    private final Exchange exchange;

    PublisherApi(URI publisher, BearerCredential credential, Exchange exchange) {
        this.publisher = publisher;
        this.credential = credential;
        this.exchange = exchange;
    }

    /** The publisher's address, without a trailing slash. */
    public URI publisher() {
        return publisher;
    }

    /**
     * {@code POST /v1/revocations}: revokes one target or some.
     *
     * @param idempotencyKey names the request; the same key and the same body have the outcome of the first, for 24 hours
     */
    public byte[] revoke(UUID idempotencyKey, byte[] request)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return post(REVOCATIONS, idempotencyKey, request, MAX_DOCUMENT);
    }

    /**
     * {@code POST /v1/revocations?wait=…}: revokes, and waits until instances enforce it. The wait comes on top of the
     * request timeout.
     *
     * @param idempotencyKey names the request; a repetition waits again
     */
    public byte[] revoke(UUID idempotencyKey, byte[] request, PropagationWait wait)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        String path = new Query(REVOCATIONS)
                .with("wait", wait.goal())
                .with("timeout", wait.timeout().toMillis() + "ms")
                .toString();
        return post(path, idempotencyKey, request, MAX_DOCUMENT, wait.timeout());
    }

    /** {@code GET /v1/fleet}: the instances that report to the publisher. */
    public byte[] fleet() throws RevocationRefusedException, RevocationUnconfirmedException {
        return get(new Query("/v1/fleet"));
    }

    /** {@code GET /v1/revocations/{id}/propagation}: which instances enforce a live revocation. */
    public byte[] propagation(UUID id) throws RevocationRefusedException, RevocationUnconfirmedException {
        return get(new Query(REVOCATIONS + "/" + id + "/propagation"));
    }

    /** {@code POST /v1/revocations?dryRun=true}: shows what a revocation would do, and writes nothing. */
    public byte[] preview(byte[] request) throws RevocationRefusedException, RevocationUnconfirmedException {
        return post(REVOCATIONS + "?dryRun=true", null, request, MAX_DOCUMENT);
    }

    /**
     * {@code POST /v1/reinstatements}: takes one revocation back or some.
     *
     * @param idempotencyKey names the request; the same key and the same body have the outcome of the first, for 24 hours
     */
    public byte[] reinstate(UUID idempotencyKey, byte[] request)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return post(REINSTATEMENTS, idempotencyKey, request, MAX_DOCUMENT);
    }

    /** {@code POST /v1/check}: whether a token is revoked, and by which revocations. */
    public byte[] check(byte[] request) throws RevocationRefusedException, RevocationUnconfirmedException {
        return post("/v1/check", null, request, MAX_DOCUMENT);
    }

    /**
     * {@code GET /v1/revocations}: a page of live revocations, newest first.
     *
     * @param limit from 1 to 1,000
     * @param cursor the {@code next} of the page before; null for the first page
     */
    public byte[] revocations(RevocationFilter filter, int limit, @Nullable String cursor)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return get(Query.of(REVOCATIONS, filter).with("limit", limit).with("cursor", cursor));
    }

    /** {@code GET /v1/revocations/{id}}: one live revocation. */
    public byte[] revocation(UUID id) throws RevocationRefusedException, RevocationUnconfirmedException {
        return get(new Query(REVOCATIONS + "/" + id));
    }

    /**
     * {@code GET /v1/audit}: audit entries, oldest first.
     *
     * @param limit from 1 to 1,000
     */
    public byte[] audit(AuditFilter filter, int limit)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return get(Query.of(AUDIT, filter).with("limit", limit));
    }

    /** {@code GET /v1/audit/verification}: whether an audit entry is missing or altered. */
    public byte[] verifyAudit() throws RevocationRefusedException, RevocationUnconfirmedException {
        return get(new Query(AUDIT + "/verification"));
    }

    /** {@code GET /v1/audit?follow=true}: audit entries, a line each, and those that are appended from now on. */
    public LineStream followAudit(AuditFilter filter)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return lines(request(Query.of(AUDIT, filter).with("follow", true).toString(), NDJSON));
    }

    /** {@code GET /v1/revocations} as lines: all live revocations. The last line has {@code done}. */
    public LineStream exportRevocations(RevocationFilter filter)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return lines(request(Query.of(REVOCATIONS, filter).toString(), NDJSON));
    }

    /**
     * {@code POST /v1/revocations:batch}: revokes what each line names. The answer has a line for each problem, and a last
     * line with {@code done}. Read it to its end; without {@code done}, send the same lines with the same key again.
     *
     * @param idempotencyKey names the list; its lines have the outcome of the first list with the key, for 24 hours
     */
    public LineStream importRevocations(UUID idempotencyKey, byte[] lines)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return lines(request(REVOCATIONS + ":batch?results=problems", NDJSON)
                .header("Content-Type", NDJSON)
                .header("Idempotency-Key", idempotencyKey.toString())
                .POST(BodyPublishers.ofByteArray(lines)));
    }

    /**
     * {@code GET /v1/events}: revocations and reinstatements as they happen.
     *
     * @param after {@link RevocationEventStream#lastId} of an earlier stream; null for events from now on
     */
    public RevocationEventStream events(@Nullable String after)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        HttpRequest.Builder request = request("/v1/events", "text/event-stream");
        return new RevocationEventStream(
                open(after == null ? request : request.header("Last-Event-ID", after)), EVENTS_IDLE, after);
    }

    private LineStream lines(HttpRequest.Builder request)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return new LineStream(open(request), exchange.limit());
    }

    private InputStream open(HttpRequest.Builder request)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return success(exchange.send(request.build(), Content.streamed(MAX_DOCUMENT))).stream();
    }

    private byte[] get(Query query) throws RevocationRefusedException, RevocationUnconfirmedException {
        return success(exchange.send(
                        request(query.toString(), JSON + ", " + PROBLEM).build(), Content.whole(MAX_DOCUMENT)))
                .bytes();
    }

    /**
     * Posts a document.
     *
     * @param maxAnswer the longest answer that counts, in bytes
     */
    byte[] post(String path, @Nullable UUID idempotencyKey, byte[] body, int maxAnswer)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        return post(path, idempotencyKey, body, maxAnswer, Duration.ZERO);
    }

    private byte[] post(String path, @Nullable UUID idempotencyKey, byte[] body, int maxAnswer, Duration late)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        HttpRequest.Builder request = request(path, JSON + ", " + PROBLEM).header("Content-Type", JSON);
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey.toString());
        }
        return success(exchange.send(
                        request.POST(BodyPublishers.ofByteArray(body)).build(), Content.whole(maxAnswer), late))
                .bytes();
    }

    private HttpRequest.Builder request(String path, String accept) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(publisher + path)).header("Accept", accept);
        credential.addTo(request);
        return request;
    }

    private static Content success(HttpResponse<Content> answer)
            throws RevocationRefusedException, RevocationUnconfirmedException {
        int status = answer.statusCode();
        if (status == 200 || status == 201) {
            return answer.body();
        }
        if (status >= 300 && status < 500) {
            throw new RevocationRefusedException(status, answer.body());
        }
        throw new RevocationUnconfirmedException(status, 1, answer.body().problem());
    }

    /** Shows where the publisher is. */
    @Override
    public String toString() {
        return "PublisherApi[" + publisher + "]";
    }
}
