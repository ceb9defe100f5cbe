package io.revocast.publisher;

import io.revocast.client.Reason;
import io.revocast.client.ReinstatementReply;
import io.revocast.client.RevocationClient;
import io.revocast.client.RevocationReply;
import io.revocast.client.RevocationRequest;
import io.revocast.event.Target;
import io.revocast.publisher.http.ApiClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Java client against two publishers whose answers get lost at random. After each loss another caller does the opposite
 * before the client tries again, at either publisher.
 */
class LostAnswersIT {
    private static final int ROUNDS = 25;

    @RegisterExtension
    final RunningPublishers publishers = new RunningPublishers(Map.of());

    private ApiClient other = new ApiClient(0, RunningPublishers.KEY);
    private LossyProxy proxy;
    private RevocationClient client;

    @BeforeEach
    void start() throws Exception {
        Publisher one = publishers.start();
        Publisher two = publishers.start();
        other = RunningPublishers.client(two);
        RunningPublishers.awaitReady(RunningPublishers.client(one));
        RunningPublishers.awaitReady(other);
        proxy = new LossyProxy(List.of(one.port(), two.port()));
        client = RevocationClient.builder(proxy.uri(), () -> RunningPublishers.KEY)
                .tries(10)
                .build();
    }

    @AfterEach
    void stop() {
        proxy.close();
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
