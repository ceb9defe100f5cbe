package io.revocast.publisher.query;

import io.revocast.event.Target;
import io.revocast.publisher.append.EventFeed.Change;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

class EventTextsTest {
    private static final int MANY = 5000;

    private final AtomicInteger encoded = new AtomicInteger();
    private final EventTexts texts =
            new EventTexts(change -> (change + " " + encoded.incrementAndGet()).getBytes(StandardCharsets.UTF_8));

    private static Change change(String jti) {
        return new Change.Reinstated(new Target.Token("https://issuer", jti));
    }

    @Test
    void changeIsEncodedOnceForAllClients() {
        Change change = change("a");

        assertThat(texts.of(change)).isSameAs(texts.of(change));
        assertThat(encoded).hasValue(1);
    }

    @Test
    void eachOfManyChangesHasItsOwnText() {
        for (int i = 0; i < MANY; i++) {
            assertThat(new String(texts.of(change("t" + i)), StandardCharsets.UTF_8))
                    .contains("t" + i + "]");
        }
    }
}
