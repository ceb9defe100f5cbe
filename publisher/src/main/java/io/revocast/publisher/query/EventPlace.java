package io.revocast.publisher.query;

import io.revocast.event.Receipt;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of an event of the stream: {@code <partition>-<offset>-<topicId>}.
 *
 * @param topicId of the topic in which the offset counts; null in ids of earlier releases, which stand for the present topic
 */
record EventPlace(int partition, long offset, @Nullable String topicId) {
    private static final Pattern ID = Pattern.compile("(\\d{1,9})-(\\d{1,18})(?:-([A-Za-z0-9_-]{1,64}))?");

    /** Reads an id; empty when it is none. */
    static Optional<EventPlace> parse(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches()
                ? Optional.of(new EventPlace(
                        Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)), matcher.group(3)))
                : Optional.empty();
    }

    static String id(Receipt receipt) {
        return receipt.partition() + "-" + receipt.offset() + "-" + receipt.topicId();
    }

    /** Whether a record comes later in the partition of this place, or stands in another topic. */
    boolean isBefore(Receipt receipt) {
        return isOfOtherTopic(receipt) || (receipt.partition() == partition && receipt.offset() > offset);
    }

    private boolean isOfOtherTopic(Receipt receipt) {
        return topicId != null && !topicId.equals(receipt.topicId());
    }
}
