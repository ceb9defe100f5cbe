package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two publishers and a restarted one, on a real broker. */
class IdempotencyIT {
    private static final String SUBJECT =
            "{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer\",\"name\":\"sub\",\"value\":\"alice\"}}";

    @RegisterExtension
    final RunningPublishers publishers = new RunningPublishers(
            Map.of("api-keys.test", ApiKey.line(RunningPublishers.KEY, "* read reinstate break-glass audit")));

    private final String key = UUID.randomUUID().toString();

    private static Answer post(ApiClient client, String path, String name, String body) throws Exception {
        Answer answer = client.send(client.request(path)
                .header("Content-Type", path.endsWith(":batch") ? "application/x-ndjson" : "application/json")
                .header("Idempotency-Key", name)
                .POST(BodyPublishers.ofString(body)));
        return answer;
    }

    @Test
    void sameKeyHasTheSameOutcomeAtTwoPublishersAndAfterARestart() throws Exception {
        ApiClient one = publishers.startReady();
        ApiClient two = publishers.startReady();

        Answer first = post(one, "/v1/revocations", key, SUBJECT);
        Answer elsewhere = post(two, "/v1/revocations", '"' + key + '"', SUBJECT);
        publishers.closeOldest();
        Answer restarted = post(publishers.startReady(), "/v1/revocations", key, SUBJECT);
        Answer other = post(two, "/v1/revocations", key, SUBJECT.replace("alice", "bob"));

        assertThat(first.status()).as(first.response().body()).isEqualTo(201);
        assertThat(elsewhere.response().body()).isEqualTo(first.response().body());
        assertThat(restarted.response().body()).isEqualTo(first.response().body());
        assertThat(restarted.status()).isEqualTo(201);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().path("type").asText()).isEqualTo("urn:revocast:problem:idempotency-key-reused");
    }

    @Test
    void reinstatementOfTheFirstAttemptDoesNotTakeALaterRevocationBackElsewhere() throws Exception {
        ApiClient one = publishers.startReady();
        ApiClient two = publishers.startReady();
        one.revoke(SUBJECT);
        Answer first = post(one, "/v1/reinstatements", key, SUBJECT);
        one.revoke(SUBJECT);

        Answer repeated = post(two, "/v1/reinstatements", key, SUBJECT);

        assertThat(first.json().path("outcome").asText()).isEqualTo("reinstated");
        assertThat(repeated.response().body()).isEqualTo(first.response().body());
        assertThat(two.get("/v1/revocations").json().path("revocations")).hasSize(1);
    }

    @Test
    void repeatedListHasTheSameResultsElsewhere() throws Exception {
        ApiClient one = publishers.startReady();
        ApiClient two = publishers.startReady();
        String list = IntStream.range(0, 1500)
                .mapToObj(
                        i -> "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"t" + i + "\"}}\n")
                .collect(Collectors.joining());

        Answer first = post(one, "/v1/revocations:batch", key, list);
        Answer repeated = post(two, "/v1/revocations:batch", key, list);

        assertThat(lines(first)).hasSize(1501).contains("{\"line\":1,\"outcome\":\"created\"");
        assertThat(lines(repeated)).isEqualTo(lines(first));
    }

    /** Seen: 503 for the lines of the last part of an audit entry, while nothing stood behind it. */
    @Test
    void repeatedListWhoseAuditEntriesHaveSeveralPartsHasTheSameResults() throws Exception {
        ApiClient one = publishers.startReady();
        ApiClient two = publishers.startReady();
        String list = IntStream.range(0, 2500)
                .mapToObj(i -> "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\""
                        + "t".repeat(300) + i + "\"}}\n")
                .collect(Collectors.joining());
        post(one, "/v1/revocations:batch", UUID.randomUUID().toString(), list);

        Answer first = post(one, "/v1/revocations:batch", key, list);
        Answer repeated = post(two, "/v1/revocations:batch", key, list);

        assertThat(lines(first)).hasSize(2501);
        assertThat(lines(repeated)).isEqualTo(lines(first));
    }

    private static List<String> lines(Answer answer) {
        return answer.response()
                .body()
                .lines()
                .filter(line -> !line.contains("progress"))
                .map(line -> line.replaceFirst(",\"id\".*", ""))
                .sorted()
                .toList();
    }

    @Test
    void keyThatIsNoUuidIsRefused() throws Exception {
        ApiClient one = publishers.startReady();

        Answer refused = post(one, "/v1/revocations", "order-17", SUBJECT);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("field").asText()).isEqualTo("Idempotency-Key");
    }

    @Test
    void reinstatementThatExpectsAnOlderRecordIsAConflict() throws Exception {
        ApiClient one = publishers.startReady();
        JsonNode revoked = one.revoke(SUBJECT).json();
        Answer read = one.get("/v1/revocations/" + revoked.path("id").asText());
        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> one.revoke(SUBJECT).json().path("outcome").asText().equals("extended"));

        String body = "{\"id\":" + revoked.path("id") + ",\"expected\":" + revoked.path("receipt") + "}";
        Answer conflict = one.reinstate(body);
        String tag = one.get("/v1/revocations/" + revoked.path("id").asText()).header("ETag");
        Answer reinstated = one.reinstate("{\"id\":" + revoked.path("id") + ",\"expected\":" + tag + "}");

        assertThat(read.header("ETag")).isNotEmpty().isNotEqualTo(tag);
        assertThat(conflict.status()).as(conflict.response().body()).isEqualTo(409);
        assertThat(conflict.json().path("type").asText()).isEqualTo("urn:revocast:problem:changed");
        assertThat(reinstated.json().path("outcome").asText())
                .as(reinstated.response().body())
                .isEqualTo("reinstated");
    }
}
