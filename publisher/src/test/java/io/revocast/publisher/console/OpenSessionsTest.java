package io.revocast.publisher.console;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class OpenSessionsTest {
    private static final Caller CALLER = new Caller("portal", "portal", Set.of(), Set.of());

    private final MutableClock clock = new MutableClock(ConsoleFixture.BEGIN);
    private final OpenSessions sessions = new OpenSessions(clock);

    private OpenSessions.Opened open() {
        return sessions.open(new Credential.Bearer("key"), CALLER, Instant.MAX);
    }

    @Test
    void sessionThatWasNotUsedForTheLongestTimeMakesRoom() {
        OpenSessions.Opened oldest = open();
        OpenSessions.Opened second = open();
        for (int i = 2; i < OpenSessions.MOST; i++) {
            open();
        }
        assertThat(sessions.use(oldest.cookie())).isPresent();

        open();

        assertThat(sessions.size()).isEqualTo(OpenSessions.MOST);
        assertThat(sessions.use(oldest.cookie())).isPresent();
        assertThat(sessions.use(second.cookie())).isEmpty();
        assertThat(second.browser().isOpen()).as("its event streams end too").isFalse();
    }

    @Test
    void endedSessionsAreForgotten() {
        for (int i = 0; i < 10; i++) {
            open();
        }
        clock.pass(Duration.ofHours(1));

        open();

        assertThat(sessions.size()).isEqualTo(1);
    }

    @Test
    void cookiesCannotBeGuessedAndAreNotShown() {
        OpenSessions.Opened one = open();

        assertThat(one.cookie()).hasSize(43).isNotEqualTo(open().cookie());
        assertThat(one.toString()).doesNotContain(one.cookie());
        assertThat(sessions.use("x")).isEmpty();
    }
}
