package io.revocast.publisher;

import io.revocast.publisher.health.Readiness;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a publisher that starts says of the reasons why it is not ready. Seen: "no broker has answered yet" of a current
 * list. Also seen: "no heartbeat was confirmed within 60 s" in the first second, and "does not exist" while it was read.
 */
class StartCauseIT {
    @RegisterExtension
    private final RunningPublishers publishers = new RunningPublishers(Map.of());

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void causeIsTrueFromTheFirstMomentOn(boolean topicsExist) throws Exception {
        if (topicsExist) {
            publishers.startReady();
            publishers.closeNewest();
        }
        Set<Readiness> seen = new LinkedHashSet<>();

        Publisher publisher = publishers.start();
        await().pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    Readiness now = publisher.readiness();
                    seen.add(now);
                    return now.ready();
                });

        assertThat(seen)
                .filteredOn(each -> !each.ready())
                .isNotEmpty()
                .extracting(Readiness::cause)
                .allSatisfy(cause -> assertThat(cause)
                        .isNotNull()
                        .doesNotContain("no broker has answered", "no heartbeat was confirmed within"));
        assertThat(seen)
                .filteredOn(each -> each.state().equals("replaying"))
                .allSatisfy(each -> assertThat(each.cause()).doesNotContain("does not exist"));
    }
}
