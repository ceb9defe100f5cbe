package io.revocast.soak;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The records of one key in all partitions, judged by the event contract without the library: whatever the order in
 * which partitions are read, the answer is the same.
 */
final class RecordsOfKey {
    /** The cut-off of a revocation that has none. */
    static final long WITHOUT_CUT_OFF = Long.MAX_VALUE;

    private static final Pattern CUT_OFF = Pattern.compile("\"before\":(\\d+)");
    private static final Pattern SEEN = Pattern.compile("\"seen\":\\{([^}]*)}");
    private static final Pattern POSITION = Pattern.compile("\"(\\d+)\":(\\d+)");

    private final int home;
    private final List<Revoked> revocations = new ArrayList<>();
    /** Revocations below these offsets were taken back, by partition. */
    private final Map<Integer, Long> takenBackBelow = new HashMap<>();

    private record Revoked(int partition, long offset, long cutOff) {}

    /**
     * @param partitions how many the topic has
     */
    RecordsOfKey(byte[] key, int partitions) {
        this.home = Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** Adds a record whose value is not null; what is neither a revocation nor a reinstatement changes nothing. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        String value = new String(record.value(), StandardCharsets.UTF_8);
        if (value.contains("\"op\":\"revoke\"")) {
            Matcher cutOff = CUT_OFF.matcher(value);
            revocations.add(new Revoked(
                    record.partition(),
                    record.offset(),
                    cutOff.find() ? Long.parseLong(cutOff.group(1)) : WITHOUT_CUT_OFF));
        } else if (value.contains("\"op\":\"reinstate\"") && record.partition() == home) {
            Matcher seen = SEEN.matcher(value);
            Matcher position = POSITION.matcher(seen.find() ? seen.group(1) : "");
            while (position.find()) {
                takeBack(Integer.parseInt(position.group(1)), Long.parseLong(position.group(2)));
            }
            takeBack(home, record.offset());
        }
    }

    private void takeBack(int partition, long below) {
        takenBackBelow.merge(partition, below, Math::max);
    }

    /** The latest cut-off that is in force; empty when the key is not revoked. */
    OptionalLong cutOff() {
        return revocations.stream()
                .filter(revoked -> revoked.offset() >= takenBackBelow.getOrDefault(revoked.partition(), 0L))
                .mapToLong(Revoked::cutOff)
                .max();
    }
}
