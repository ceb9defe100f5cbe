package io.revocast.publisher.query;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.publisher.append.LiveRevocations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** What a client gets whose last event lies beyond the end of the log, as far as the publisher has read it. */
class MissedEventsTest {
    private final List<LiveRevocation> live = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private @Nullable TopicPosition position = new TopicPosition("topic", Map.of(0, 3L));
    /** What is answered first. */
    private final List<Optional<TopicPosition>> positions = new ArrayList<>();

    private LiveRevocations known() {
        return (LiveRevocations) Proxy.newProxyInstance(
                LiveRevocations.class.getClassLoader(),
                new Class<?>[] {LiveRevocations.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "position" -> positions.isEmpty() ? Optional.ofNullable(position) : positions.remove(0);
                    case "live" -> live.stream();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Receipt receipt(int partition, long offset) {
        return new Receipt("topic", partition, offset);
    }

    private static LiveRevocation revoked(int partition, long offset) {
        Instant now = Instant.parse("2026-11-23T12:00:00Z");
        return new LiveRevocation(
                new Revocation(new Target.Token("https://a", "t" + offset), now.plusSeconds(60), null),
                new Origin(new UUID(0, offset), now, null, null, null),
                receipt(partition, offset),
                false);
    }

    private MissedEvents send(String lastId) throws Exception {
        MissedEvents missed = missed(lastId);
        assertThat(missed.send(sink(), () -> {})).isTrue();
        return missed;
    }

    private MissedEvents missed(String lastId) {
        return new MissedEvents(known(), each -> true, EventPlace.parse(lastId).orElseThrow());
    }

    private MissedEvents.Sink sink() {
        return new MissedEvents.Sink() {
            @Override
            public void send(LiveRevocation revoked, boolean withId) {
                sent.add(revoked.receipt().partition() + "-" + revoked.receipt().offset() + (withId ? " id" : ""));
            }

            @Override
            public void remember(Receipt place) {
                sent.add("remember " + EventPlace.id(place));
            }
        };
    }

    /** Seen: such a client got 200 and no event, until the log reached the offset of its id. */
    @ParameterizedTest
    @ValueSource(strings = {"0-999999", "0-3", "7-1"})
    void idWithoutTopicBeyondTheEndIsOfAnotherTopic(String lastId) throws Exception {
        live.addAll(List.of(revoked(0, 1), revoked(0, 2)));

        MissedEvents missed = send(lastId);

        assertThat(sent).containsExactly("0-1", "0-2", "remember 0-2-topic");
        assertThat(missed.has(receipt(0, 2))).isTrue();
        assertThat(missed.has(receipt(0, 3))).as("a new event").isFalse();
    }

    /** Seen: the client was sent nothing, or the same events twice, and later events were hidden from it. */
    @ParameterizedTest
    @ValueSource(strings = {"0-0", "0-999999", "0-0-topic", "0-2-earlier"})
    void clientComesAgainWhileThePositionIsUnknown(String lastId) throws Exception {
        live.addAll(List.of(revoked(0, 1), revoked(0, 2)));
        position = null;

        assertThat(missed(lastId).send(sink(), () -> {})).isFalse();
        assertThat(sent).isEmpty();
    }

    /** An id would tell the client that it has everything before. */
    @Test
    void noIdIsSentOnceThePositionIsLost() throws Exception {
        live.addAll(List.of(revoked(0, 1), revoked(0, 2)));
        positions.add(Optional.of(new TopicPosition("topic", Map.of(0, 3L))));
        position = null;

        assertThat(missed("0-0").send(sink(), () -> {})).isFalse();
        assertThat(sent).doesNotContain("0-1 id", "0-2 id");
    }

    @Test
    void idWithoutTopicBeyondTheEndOfItsPartitionIsSentEveryPartition() throws Exception {
        position = new TopicPosition("topic", Map.of(0, 3L, 1, 9L));
        live.addAll(List.of(revoked(0, 1), revoked(1, 8)));

        MissedEvents missed = send("0-5");

        assertThat(sent).containsExactly("0-1", "1-8");
        assertThat(missed.has(receipt(0, 3))).isFalse();
        assertThat(missed.has(receipt(1, 9))).isFalse();
    }

    /** The client may come from a publisher that has read further: what it may lack is sent, not everything. */
    @ParameterizedTest
    @ValueSource(strings = {"0-3-topic", "0-999999-topic"})
    void idOfTheTopicBeyondTheEndHidesNothingThatComesAfterTheEnd(String lastId) throws Exception {
        live.addAll(List.of(revoked(0, 1), revoked(0, 3)));

        MissedEvents missed = send(lastId);

        assertThat(sent).containsExactly("0-3");
        assertThat(missed.has(receipt(0, 2))).isTrue();
        assertThat(missed.has(receipt(0, 3))).as("sent a moment ago").isTrue();
        assertThat(missed.has(receipt(0, 4))).as("a new event").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-2", "0-2-topic"})
    void lastEventOfTheLogIsNotBeyondItsEnd(String lastId) throws Exception {
        live.addAll(List.of(revoked(0, 1), revoked(0, 2)));

        send(lastId);

        assertThat(sent).isEmpty();
    }
}
