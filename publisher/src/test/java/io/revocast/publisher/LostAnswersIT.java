package io.revocast.publisher;

import io.revocast.client.Reason;
import io.revocast.client.ReinstatementReply;
import io.revocast.client.RevocationClient;
import io.revocast.client.RevocationReply;
import io.revocast.client.RevocationRequest;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Target;
import io.revocast.publisher.config.Sources;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The Java client against two publishers whose answers get lost at random. After each loss another caller does the opposite
 * before the client tries again, at either publisher.
 */
class LostAnswersIT {
    private static final String KEY = ApiKey.generate();
    private static final int ROUNDS = 25;

    private final String topic = TestKafka.uniqueTopicName("revocations");
    private final String audit = TestKafka.uniqueTopicName("audit");
    private final List<Publisher> running = new ArrayList<>();
    private ApiClient other = new ApiClient(0, KEY);
    private LossyProxy proxy;
    private RevocationClient client;

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < 2; i++) {
            Publisher publisher = new Publisher(PublisherConfig.load(
                    new Sources(
                            Map.of(
                                    "kafka.bootstrap.servers",
                                    TestKafka.shared().bootstrapServers(),
                                    "topic.name",
                                    topic,
                                    "audit.topic",
                                    audit,
                                    "http.port",
                                    "0",
                                    "api-keys.test",
                                    ApiKey.line(KEY, "* read reinstate")),
                            Map.of(),
                            Map.of(),
                            null),
                    false));
            running.add(publisher);
            publisher.start();
            ApiClient ready = new ApiClient(publisher.port(), KEY);
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> ready.get("/health/ready").status() == 200);
            other = ready;
        }
        proxy = new LossyProxy(running.stream().map(Publisher::port).toList());
        client = RevocationClient.builder(proxy.uri(), () -> KEY).tries(10).build();
    }

    @AfterEach
    void stop() {
        proxy.close();
        running.forEach(Publisher::close);
    }

    private static String json(Target target) {
        Target.Token token = (Target.Token) target;
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"" + token.id() + "\"}}";
    }

    private void act(boolean revoke, Target target) {
        try {
            int status = (revoke ? other.revoke(json(target)) : other.reinstate(json(target))).status();
            assertThat(status).isLessThan(300);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private boolean isLive(Target target) throws Exception {
        return other.get("/v1/revocations?kind=token&limit=1000")
                .json()
                .path("revocations")
                .findValuesAsText("jti")
                .contains(((Target.Token) target).id());
    }

    @Test
    void revocationThatWasTakenBackAfterALostAnswerStaysTakenBack() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Target target = new Target.Token("https://issuer", "r" + i);
            AtomicBoolean takenBack = new AtomicBoolean();
            proxy.onLoss(() -> {
                act(false, target);
                takenBack.set(true);
            });

            RevocationReply reply = client.revoke(RevocationRequest.of(target));

            assertThat(((RevocationReply.Confirmed) reply).outcome())
                    .as("round %d", i)
                    .isEqualTo(RevocationReply.Outcome.CREATED);
            assertThat(isLive(target)).as("round %d", i).isEqualTo(!takenBack.get());
        }
        assertThat(proxy.lost()).isPositive();
    }

    @Test
    void revocationThatWasMadeAfterALostReinstatementStays() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Target target = new Target.Token("https://issuer", "b" + i);
            act(true, target);
            AtomicBoolean again = new AtomicBoolean();
            proxy.onLoss(() -> {
                act(true, target);
                again.set(true);
            });

            ReinstatementReply reply = client.reinstate(target, Reason.NONE);

            assertThat(reply.outcome()).as("round %d", i).isEqualTo(ReinstatementReply.Outcome.REINSTATED);
            assertThat(isLive(target)).as("round %d", i).isEqualTo(again.get());
        }
        assertThat(proxy.lost()).isPositive();
    }
}
