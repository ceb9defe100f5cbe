package io.revocast.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.consumer.RevocationList;
import io.revocast.event.Receipt;
import io.revocast.event.Target;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The publisher, over HTTP. Thread-safe. */
final class HttpPublisher implements Publisher {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration APPLIED = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final URI uri;
    private final String apiKey;
    private final RevocationList revocations;

    HttpPublisher(URI publisher, String apiKey, RevocationList revocations) {
        this.uri = URI.create(publisher.toString().replaceFirst("/$", "") + "/v1/revocations");
        this.apiKey = apiKey;
        this.revocations = revocations;
    }

    @Override
    public Outcome revoke(Request request) {
        try {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(ANSWER)
                            .header("Authorization", "Bearer " + apiKey)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(json(request))))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return outcome(answer);
        } catch (IOException e) {
            throw new TryLaterException("the publisher did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryLaterException("interrupted while the publisher was asked", e);
        }
    }

    private Outcome outcome(HttpResponse<byte[]> answer) throws IOException, InterruptedException {
        int status = answer.statusCode();
        if (status != 200 && status != 201) {
            String problem = JSON.readTree(answer.body()).path("detail").asText("no detail");
            throw new TryLaterException("the publisher answered " + status + ": " + problem, null);
        }
        JsonNode receipt = JSON.readTree(answer.body()).path("receipt");
        if (!receipt.isMissingNode() && !isApplied(receipt(receipt))) {
            throw new TryLaterException("the revocation did not arrive here within " + APPLIED, null);
        }
        return status == 201 ? Outcome.CREATED : Outcome.ALREADY_REVOKED;
    }

    private boolean isApplied(Receipt receipt) throws InterruptedException {
        try {
            return revocations.awaitApplied(receipt, APPLIED);
        } catch (IllegalStateException e) {
            throw new TryLaterException("this instance and the publisher do not read the same topic", e);
        }
    }

    private static Receipt receipt(JsonNode json) {
        return new Receipt(
                json.path("topicId").asText(),
                json.path("partition").asInt(),
                json.path("offset").asLong());
    }

    private static ObjectNode json(Request request) {
        ObjectNode json = JSON.createObjectNode().put("reason", request.reason());
        json.set("target", json(request.target()));
        if (request.expiresAt() != null) {
            json.put("expiresAt", request.expiresAt().toString());
        }
        if (request.issuedBefore() != null) {
            json.put("issuedBefore", request.issuedBefore().toString());
        }
        return json;
    }

    private static ObjectNode json(Target target) {
        ObjectNode json =
                JSON.createObjectNode().put("kind", target.kind().wireName()).put("issuer", target.issuer());
        if (target instanceof Target.Token token) {
            json.put("jti", token.id());
        } else if (target instanceof Target.Claim claim) {
            json.put("name", claim.name()).put("value", claim.value());
        } else {
            throw new IllegalArgumentException("this service revokes tokens and claims: " + target.kind());
        }
        return json;
    }
}
