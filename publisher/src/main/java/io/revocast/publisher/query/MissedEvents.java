package io.revocast.publisher.query;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.publisher.append.LiveRevocations;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a client of the event stream gets when it reconnects: the live revocations that are newer than its last event, in
 * bounded memory.
 *
 * <p>Revocations of the partition are sent by offset, each with its id, so that a client which breaks off goes on where it
 * was. A client whose id is of another topic is sent everything, without ids until that is done: what it has says nothing
 * about the present topic. An id without topic whose offset the log does not have yet is of another topic too. One with
 * the topic may come from a publisher that has read further: it counts up to the end. Not thread-safe.
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
    /** What was sent of the records after {@link #sent}. */
    private final Set<Receipt> sentAhead = new HashSet<>();

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
     * @param nearlyDone called once before the last look: what the list applies afterwards comes by the feed
     * @return false when the topic was re-created meanwhile, or the position is not known, as while the topic changes. What
     *     the client lacks cannot be told then, so it must come again
     */
    boolean send(Sink sink, Runnable nearlyDone) throws IOException, InterruptedException {
        TopicPosition now = live.position().orElse(null);
        if (now == null) {
            return false;
        }
        topicId = last.topicId() == null ? now.topicId() : last.topicId();
        long end = now.next().getOrDefault(last.partition(), 0L);
        // Of what comes after the end, the client has nothing for certain.
        sent.put(last.partition(), Math.min(last.offset(), end - 1));
        if (!now.topicId().equals(topicId)) {
            sendEverything(sink, now, last::isBefore);
        } else if (last.topicId() == null && last.offset() >= end) {
            sendEverything(sink, now, receipt -> true);
        }
        while (sendPage(sink) == PAGE) {
            // There may be more.
        }
        nearlyDone.run();
        while (sendPage(sink) == PAGE) {
            // There may be more.
        }
        sendAhead(sink);
        return live.position().filter(each -> each.topicId().equals(topicId)).isPresent();
    }

    private void sendEverything(Sink sink, TopicPosition now, Predicate<Receipt> wanted)
            throws IOException, InterruptedException {
        for (Iterator<LiveRevocation> each = live.live()
                        .filter(visible)
                        .filter(revoked -> wanted.test(revoked.receipt()))
                        .iterator();
                each.hasNext(); ) {
            sink.send(each.next(), false);
        }
        topicId = now.topicId();
        sent.clear();
        now.next().forEach((partition, next) -> sent.put(partition, next - 1));
        if (sent.size() == 1 && sent.values().iterator().next() >= 0) {
            Map.Entry<Integer, Long> only = sent.entrySet().iterator().next();
            sink.remember(new Receipt(now.topicId(), only.getKey(), only.getValue()));
        }
    }

    /**
     * Sends the next revocations by offset, up to the position that was read before the scan. The list grows while it is
     * scanned: behind the scan, a record may be added whose offset is lower than one that the scan meets later.
     */
    private int sendPage(Sink sink) throws IOException, InterruptedException {
        Map<Integer, Long> next = read();
        PriorityQueue<LiveRevocation> earliest = new PriorityQueue<>(LATEST_FIRST);
        for (Iterator<LiveRevocation> each = live.live().filter(visible).iterator(); each.hasNext(); ) {
            LiveRevocation revoked = each.next();
            if (isNew(revoked.receipt()) && isBefore(revoked.receipt(), next)) {
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

    /**
     * Sends what the list has applied and its position does not cover yet; the feed may have told of it too early. It is
     * sent without ids, because not everything before it has been sent.
     */
    private void sendAhead(Sink sink) throws IOException, InterruptedException {
        for (Iterator<LiveRevocation> each = live.live().filter(visible).iterator(); each.hasNext(); ) {
            LiveRevocation revoked = each.next();
            if (isNew(revoked.receipt()) && sentAhead.add(revoked.receipt())) {
                sink.send(revoked, false);
            }
        }
    }

    /** The offsets up to which everything that is live is in the list; empty when that is not known. */
    private Map<Integer, Long> read() {
        return live.position()
                .filter(position -> position.topicId().equals(topicId))
                .map(TopicPosition::next)
                .orElse(Map.of());
    }

    private static boolean isBefore(Receipt receipt, Map<Integer, Long> next) {
        return receipt.offset() < next.getOrDefault(receipt.partition(), 0L);
    }

    private boolean isNew(Receipt receipt) {
        Long after = sent.get(receipt.partition());
        return isOfTopic(receipt) && after != null && receipt.offset() > after;
    }

    private boolean isOfTopic(Receipt receipt) {
        return receipt.topicId().equals(topicId);
    }

    /** Whether the client has been sent a revocation already, or had it before. */
    boolean has(Receipt receipt) {
        Long after = sent.get(receipt.partition());
        return isOfTopic(receipt) && after != null && (receipt.offset() <= after || sentAhead.contains(receipt));
    }
}
