package io.revocast.publisher.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.TestServers;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.service.Admission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

class TopicRoutesTest {
    private static final String READER = ApiKey.generate();
    private static final String LIMITED = ApiKey.generate();

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile boolean reachable = true;
    private final HttpServer server = TestServers.of(List.of(new TopicRoutes(
            new EndpointAccess(
                    TestServers.authenticator(
                            new ApiKeyResolver(List.of(
                                    ApiKey.parse("reader", ApiKey.line(READER, "- read")),
                                    ApiKey.parse("limited", ApiKey.line(LIMITED, "- read issuer=https://one")))),
                            false),
                    Admission.UNLIMITED),
            () -> {
                looks.incrementAndGet();
                if (!reachable) {
                    throw new UnavailableException(Certainty.NOT_WRITTEN, "no broker answers");
                }
                return TestTopics.SOURCE.examine();
            },
            Clock.systemUTC(),
            nanos::get)));

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer get(String key) throws Exception {
        return new ApiClient(server.port(), key).get("/v1/topic");
    }

    @Test
    void whatIsNotKnownIsAbsent() throws Exception {
        JsonNode topics = get(READER).json().path("topics");

        assertThat(topics).hasSize(3);
        assertThat(topics.at("/0/settings/0/ok").asBoolean(true)).isFalse();
        assertThat(topics.at("/0/partitions/0/begin").asLong(-1)).isZero();
        assertThat(topics.at("/0/partitions/0").has("end")).isFalse();
        assertThat(topics.at("/1/exists").asBoolean(true)).isFalse();
        assertThat(topics.at("/2").has("exists")).isFalse();
        assertThat(topics.at("/2").has("access")).isFalse();
    }

    @Test
    void oneLookServesSomeSeconds() throws Exception {
        get(READER);
        get(READER);
        assertThat(looks).hasValue(1);

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
        get(READER);
        assertThat(looks).hasValue(2);
    }

    @Test
    void brokersThatDoNotAnswerAreAskedAgain() throws Exception {
        reachable = false;
        assertThat(get(READER).status()).isEqualTo(503);
        reachable = true;

        assertThat(get(READER).status()).isEqualTo(200);
    }

    @Test
    void keyThatIsLimitedToIssuersIsRefused() throws Exception {
        Answer answer = get(LIMITED);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("rule").asText()).isEqualTo("must be a credential that may name any issuer");
        assertThat(looks).hasValue(0);
    }
}
