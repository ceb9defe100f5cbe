package io.revocast.publisher.http;

import io.revocast.consumer.LiveRevocation;
import io.revocast.consumer.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.publisher.revoke.LiveRevocations;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * What a client of the event stream is sent that comes again: the live revocations that are newer than the last event it
 * has, in bounded memory, however many there are.
 *
 * <p>Revocations of the partition are sent by offset, each with its id, so that a client which breaks off goes on where it
 * was. A client whose id is of another topic is sent everything, without ids until that is done: what it has says nothing
 * about the topic as it is now. Not thread-safe.
 */
final class MissedEvents {
    /** How many revocations are kept at one time to bring them into the order of the log. */
    static final int PAGE = 10_000;

    private static final Comparator<LiveRevocation> LATEST_FIRST = Comparator.comparing(
                    LiveRevocation::receipt,
                    Comparator.comparingInt(Receipt::partition).thenComparingLong(Receipt::offset))
            .reversed();

    private final LiveRevocations live;
    private final Predicate<LiveRevocation> visible;
    private final EventPlace last;
    private final Map<Integer, Long> sent = new HashMap<>();
    private @Nullable String topicId;

    /** Where events go. */
    interface Sink {
        void send(LiveRevocation revoked, boolean withId) throws IOException, InterruptedException;

        /** Lets the client remember an id without an event. */
        void remember(Receipt place) throws IOException;
    }

    /**
     * @param last of the events that the client has
     */
    MissedEvents(LiveRevocations live, Predicate<LiveRevocation> visible, EventPlace last) {
        this.live = live;
        this.visible = visible;
        this.last = last;
    }

    /**
     * Sends what was missed.
     *
     * @param nearlyDone called once before the last look: what is applied afterwards comes by the feed
     * @return false when the topic was re-created meanwhile, after which the client must come again
     */
    boolean send(Sink sink, Runnable nearlyDone) throws IOException, InterruptedException {
        TopicPosition now = live.position().orElse(null);
        topicId = last.topicId() == null && now != null ? now.topicId() : last.topicId();
        sent.put(last.partition(), last.offset());
        if (topicId != null && (now == null || !now.topicId().equals(topicId))) {
            sendEverything(sink, now);
        }
        while (sendPage(sink) == PAGE) {
            // There may be more.
        }
        nearlyDone.run();
        while (sendPage(sink) == PAGE) {
            // There may be more.
        }
        return now == null
                || live.position()
                        .filter(each -> each.topicId().equals(topicId))
                        .isPresent();
    }

    private void sendEverything(Sink sink, @Nullable TopicPosition now) throws IOException, InterruptedException {
        for (Iterator<LiveRevocation> each = live.live()
                        .filter(visible)
                        .filter(revoked -> last.isBefore(revoked.receipt()))
                        .iterator();
                each.hasNext(); ) {
            sink.send(each.next(), false);
        }
        if (now == null) {
            return;
        }
        topicId = now.topicId();
        sent.clear();
        now.next().forEach((partition, next) -> sent.put(partition, next - 1));
        if (sent.size() == 1 && sent.values().iterator().next() >= 0) {
            Map.Entry<Integer, Long> only = sent.entrySet().iterator().next();
            sink.remember(new Receipt(now.topicId(), only.getKey(), only.getValue()));
        }
    }

    private int sendPage(Sink sink) throws IOException, InterruptedException {
        PriorityQueue<LiveRevocation> earliest = new PriorityQueue<>(LATEST_FIRST);
        for (Iterator<LiveRevocation> each = live.live().filter(visible).iterator(); each.hasNext(); ) {
            LiveRevocation revoked = each.next();
            if (isNew(revoked.receipt())) {
                earliest.add(revoked);
                if (earliest.size() > PAGE) {
                    earliest.remove();
                }
            }
        }
        List<LiveRevocation> page = new ArrayList<>(earliest);
        page.sort(LATEST_FIRST.reversed());
        // An id names one partition: with several under way, a client that came again would miss those after it.
        boolean withIds = sent.size() == 1;
        for (LiveRevocation each : page) {
            sink.send(each, withIds);
            sent.put(each.receipt().partition(), each.receipt().offset());
        }
        return page.size();
    }

    private boolean isNew(Receipt receipt) {
        Long after = sent.get(receipt.partition());
        return isOfTopic(receipt) && after != null && receipt.offset() > after;
    }

    private boolean isOfTopic(Receipt receipt) {
        return topicId == null || topicId.equals(receipt.topicId());
    }

    /** Whether the client has been sent a revocation already, or had it before. */
    boolean has(Receipt receipt) {
        Long after = sent.get(receipt.partition());
        return isOfTopic(receipt) && after != null && receipt.offset() <= after;
    }
}
