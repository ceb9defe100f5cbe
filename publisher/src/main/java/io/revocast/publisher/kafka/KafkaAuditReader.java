package io.revocast.publisher.kafka;

import io.revocast.publisher.audit.AuditCodec;
import io.revocast.publisher.audit.AuditFilter;
import io.revocast.publisher.audit.AuditReader;
import io.revocast.publisher.audit.AuditRecord;
import io.revocast.publisher.audit.AuditRecord.Mark;
import io.revocast.publisher.audit.AuditRecord.Seen;
import io.revocast.publisher.audit.AuditUnavailableException;
import io.revocast.publisher.audit.ChainVerifier;
import io.revocast.publisher.audit.MalformedRecordException;
import io.revocast.publisher.kafka.client.AuditConsumer;
import io.revocast.publisher.kafka.client.ClientProperties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the audit topic, each time with a consumer of its own that belongs to no group. Thread-safe. */
public final class KafkaAuditReader implements AuditReader {
    private static final Duration READ_LIMIT = Duration.ofSeconds(10);
    private static final int MOST_SCANNED = 100_000;
    private static final int FARTHEST_BACK = 100;
    private static final int PIECE = 1_000;

    private final ClientProperties properties;
    private final String topic;
    private final @Nullable Duration retention;
    private final Clock clock;

    /** Reads a topic of which it is not known how long it keeps records. */
    public KafkaAuditReader(ClientProperties properties, String topic) {
        this(properties, topic, null, Clock.systemUTC());
    }

    /**
     * @param retention for how long the topic keeps records; null when that is not known
     */
    public KafkaAuditReader(ClientProperties properties, String topic, @Nullable Duration retention, Clock clock) {
        this.properties = properties;
        this.topic = topic;
        this.retention = retention;
        this.clock = clock;
    }

    String topic() {
        return topic;
    }

    @Override
    public Page read(long after, int limit, AuditFilter filter) throws AuditUnavailableException, InterruptedException {
        try (AuditConsumer consumer = new AuditConsumer(properties, topic)) {
            long end = consumer.end();
            consumer.seek(after + 1);
            List<Placed> found = new ArrayList<>();
            long deadline = System.nanoTime() + READ_LIMIT.toNanos();
            int scanned = 0;
            while (consumer.position() < end && scanned < MOST_SCANNED && found.size() < limit) {
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                Optional<ConsumerRecord<byte[], byte[]>> next = consumer.next(left);
                if (next.isEmpty()) {
                    if (scanned == 0 && consumer.position() < end) {
                        throw new AuditUnavailableException(
                                "no broker answered within " + READ_LIMIT.toSeconds() + " s");
                    }
                    break;
                }
                scanned++;
                if (next.get().offset() < end) {
                    placed(next.get(), filter).ifPresent(found::add);
                }
            }
            return new Page(found, consumer.position() < end ? consumer.position() - 1 : null);
        }
    }

    /** Reads the log backwards in pieces, each of them forwards. */
    @Override
    public Page readBack(@Nullable Long before, int limit, AuditFilter filter)
            throws AuditUnavailableException, InterruptedException {
        try (AuditConsumer consumer = new AuditConsumer(properties, topic)) {
            consumer.seek(0);
            long beginning = consumer.position();
            long end = before == null ? consumer.end() : Math.min(before, consumer.end());
            List<Placed> found = new ArrayList<>();
            long deadline = System.nanoTime() + READ_LIMIT.toNanos();
            for (long scanned = 0;
                    end > beginning && scanned < MOST_SCANNED && found.size() < limit;
                    scanned += PIECE) {
                long from = Math.max(beginning, end - PIECE);
                List<Placed> piece = piece(consumer, from, end, filter, deadline);
                for (int last = piece.size() - 1; last >= 0 && found.size() < limit; last--) {
                    found.add(piece.get(last));
                }
                end = found.size() < limit ? from : found.get(found.size() - 1).offset();
            }
            return new Page(found, end > beginning ? end : null);
        }
    }

    private static List<Placed> piece(AuditConsumer consumer, long from, long end, AuditFilter filter, long deadline)
            throws AuditUnavailableException, InterruptedException {
        consumer.seek(from);
        List<Placed> piece = new ArrayList<>();
        while (consumer.position() < end) {
            ConsumerRecord<byte[], byte[]> next = consumer.next(Duration.ofNanos(deadline - System.nanoTime()))
                    .orElseThrow(() -> new AuditUnavailableException(
                            "no broker answered within " + READ_LIMIT.toSeconds() + " s"));
            if (next.offset() < end) {
                placed(next, filter).ifPresent(piece::add);
            }
        }
        return piece;
    }

    /** What cannot be read as an entry is no entry; {@link #verify} tells of it. */
    private static Optional<Placed> placed(ConsumerRecord<byte[], byte[]> found, AuditFilter filter) {
        try {
            return AuditCodec.read(found.value()) instanceof AuditRecord.Entry entry && filter.passes(entry.entry())
                    ? Optional.of(new Placed(found.offset(), entry))
                    : Optional.empty();
        } catch (MalformedRecordException e) {
            return Optional.empty();
        }
    }

    @Override
    public Following follow(@Nullable Long after, AuditFilter filter)
            throws AuditUnavailableException, InterruptedException {
        AuditConsumer consumer = new AuditConsumer(properties, topic);
        try {
            consumer.seek(after == null ? consumer.end() : after + 1);
        } catch (AuditUnavailableException | InterruptedException | RuntimeException e) {
            consumer.close();
            throw e;
        }
        return new Following() {
            @Override
            public Optional<Placed> next(Duration patience) throws AuditUnavailableException, InterruptedException {
                long deadline = System.nanoTime() + patience.toNanos();
                Optional<ConsumerRecord<byte[], byte[]>> next = consumer.next(patience);
                while (next.isPresent()) {
                    Optional<Placed> found = placed(next.get(), filter);
                    if (found.isPresent()) {
                        return found;
                    }
                    next = consumer.next(Duration.ofNanos(deadline - System.nanoTime()));
                }
                return Optional.empty();
            }

            @Override
            public void close() {
                consumer.close();
            }
        };
    }

    @Override
    public Verification verify(Duration limit) throws AuditUnavailableException, InterruptedException {
        try (AuditConsumer consumer = new AuditConsumer(properties, topic)) {
            long end = consumer.end();
            consumer.seek(0);
            long deadline = System.nanoTime() + limit.toNanos();
            ChainVerifier verifier = new ChainVerifier();
            long beginning = consumer.position();
            boolean begun = false;
            while (consumer.position() < end) {
                Optional<ConsumerRecord<byte[], byte[]>> next =
                        consumer.next(Duration.ofNanos(deadline - System.nanoTime()));
                if (next.isEmpty()) {
                    break;
                }
                if (!begun) {
                    begin(verifier, beginning, Instant.ofEpochMilli(next.get().timestamp()));
                    begun = true;
                }
                verifier.next(next.get().offset(), next.get().value());
            }
            if (!begun && consumer.position() >= end) {
                begin(verifier, beginning, null);
            }
            return new Verification(consumer.position() >= end, verifier.report());
        }
    }

    private void begin(ChainVerifier verifier, long beginning, @Nullable Instant firstAt) {
        if (retention != null) {
            // The broker's clock and this one may differ, and are no reason for an alarm.
            Duration certain = retention.minus(retention.dividedBy(10));
            verifier.begin(beginning, firstAt, clock.instant().minus(certain));
        }
    }

    /** The last record of the log that can be read; empty when there is none, or no readable one. */
    Optional<Seen> last() throws AuditUnavailableException, InterruptedException {
        try (AuditConsumer consumer = new AuditConsumer(properties, topic)) {
            long end = consumer.end();
            consumer.seek(end - FARTHEST_BACK);
            long deadline = System.nanoTime() + READ_LIMIT.toNanos();
            Optional<Seen> last = Optional.empty();
            while (consumer.position() < end) {
                ConsumerRecord<byte[], byte[]> next = consumer.next(Duration.ofNanos(deadline - System.nanoTime()))
                        .orElseThrow(() -> new AuditUnavailableException(
                                "the end of topic " + topic + " was not read within " + READ_LIMIT.toSeconds() + " s"));
                Optional<Seen> seen = seen(next);
                last = seen.isPresent() ? seen : last;
            }
            return last;
        }
    }

    private static Optional<Seen> seen(ConsumerRecord<byte[], byte[]> found) {
        try {
            AuditRecord.Link link = AuditCodec.read(found.value()).link();
            return Optional.of(
                    new Seen(new Mark(link.chain(), link.seq(), AuditCodec.hash(found.value())), found.offset()));
        } catch (MalformedRecordException e) {
            return Optional.empty();
        }
    }
}
