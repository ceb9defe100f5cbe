package io.revocast.publisher.kafka;

import io.revocast.event.Target;
import io.revocast.event.internal.Sha256;
import io.revocast.publisher.audit.AuditCodec;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditRecord;
import io.revocast.publisher.audit.AuditUnavailableException;
import io.revocast.publisher.audit.MalformedRecordException;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.kafka.client.AuditConsumer;
import io.revocast.publisher.kafka.client.ClientProperties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Reads the audit of the last 24 hours and follows it, in one daemon thread that survives the loss of the brokers. It keeps
 * the offsets of entries with an idempotency key, the reinstatements, and the ids of lost topics. Thread-safe.
 */
final class RecentAuditIndex implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(RecentAuditIndex.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final Duration LAST_LIMIT = Duration.ofSeconds(10);
    private static final List<byte[]> FIELDS = Stream.of("\"key\":\"", "\"action\":\"reinstate\"", "\"lostTopicIds\":[")
            .map(field -> field.getBytes(StandardCharsets.US_ASCII))
            .toList();

    /** These fields stand before the subjects; what stands before them is shorter than this. */
    private static final int WHERE_FIELDS_STAND = 16 * 1024;

    private final ClientProperties properties;
    private final String topic;
    private final Clock clock;
    private final OffsetIndex index = new OffsetIndex();
    private final OffsetIndex reinstated = new OffsetIndex();
    private final OffsetIndex repeated = new OffsetIndex();
    /** Where confirmed entries begin of which parts are missing, by the chain of their publisher. Used by the thread alone. */
    private final Map<UUID, Long> confirmed = new HashMap<>();

    private final Set<String> lostTopicIds = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "revocast-recent-audit");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private long position = -1;
    private volatile @Nullable String cause;
    private volatile boolean closed;

    RecentAuditIndex(ClientProperties properties, String topic, Clock clock) {
        this.properties = properties;
        this.topic = topic;
        this.clock = clock;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    OffsetIndex index() {
        return index;
    }

    /** The reinstatements that publishers were asked for, by {@link #hash(Target, UUID)}. */
    OffsetIndex reinstated() {
        return reinstated;
    }

    /** The last attempts of requests that are not the first ones, by the hash of the request and the target. */
    OffsetIndex repeated() {
        return repeated;
    }

    /** Whether a recovery names a topic as lost. */
    boolean isLost(String topicId) {
        return lostTopicIds.contains(topicId);
    }

    /** In plain words why the audit cannot be read; null when it can. */
    @Nullable
    String cause() {
        return cause;
    }

    /** Waits until all records before an offset are read; returns whether they are. */
    boolean awaitRead(long end, Duration limit) throws InterruptedException {
        long nanos = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (position < end) {
                if (nanos <= 0 || closed) {
                    return false;
                }
                nanos = advanced.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (!closed) {
            try (AuditConsumer consumer = new AuditConsumer(properties, topic)) {
                follow(consumer);
            } catch (AuditUnavailableException e) {
                pause(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                if (!closed) {
                    LOGGER.debug("interrupted", e);
                }
            } catch (RuntimeException e) {
                LOGGER.atError().setCause(e).log("the audit cannot be followed");
                pause(e.toString());
            }
        }
    }

    private void follow(AuditConsumer consumer) throws AuditUnavailableException, InterruptedException {
        consumer.seek(position < 0 ? beginning(consumer) : position);
        while (!closed) {
            Optional<ConsumerRecord<byte[], byte[]>> next = consumer.next(PATIENCE);
            next.ifPresent(this::note);
            cause = null;
            reached(consumer.position());
        }
    }

    /**
     * Returns the offset before which all is older than keys are kept, by this machine's clock and by the newest record:
     * the brokers' time may not be known yet.
     */
    private long beginning(AuditConsumer consumer) throws AuditUnavailableException, InterruptedException {
        if (!consumer.hasRecords()) {
            return 0;
        }
        Instant newest = consumer.lastAppended(LAST_LIMIT)
                .orElseThrow(() -> new AuditUnavailableException("topic " + topic + " did not return its last record"));
        Instant now = clock.instant();
        return consumer.offsetAt((now.isBefore(newest) ? now : newest).minus(RequestHistory.KEPT));
    }

    private void reached(long next) {
        lock.lock();
        try {
            if (next > position) {
                position = next;
                advanced.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void pause(String why) {
        if (cause == null) {
            LOGGER.atDebug()
                    .addKeyValue("topic", topic)
                    .addKeyValue("error", why)
                    .log("the audit cannot be followed");
        }
        cause = why;
        try {
            TimeUnit.MILLISECONDS.sleep(TRY_AGAIN.toMillis());
        } catch (InterruptedException e) {
            LOGGER.debug("interrupted", e);
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> found) {
        byte[] value = found.value();
        if (value == null || FIELDS.stream().noneMatch(field -> mayHave(value, field))) {
            return;
        }
        try {
            if (AuditCodec.read(value) instanceof AuditRecord.Entry entry) {
                lostTopicIds.addAll(entry.entry().context().lostTopicIds());
                noteReinstated(entry.entry(), found.offset());
                note(entry, found.offset());
            }
        } catch (MalformedRecordException e) {
            LOGGER.debug("not a record of the audit", e);
        }
    }

    private void noteReinstated(AuditEntry entry, long offset) {
        boolean asked = entry.decision() == Decision.GRANTED || entry.decision() == Decision.CONFIRMED;
        if (entry.action() == Action.REINSTATE && asked) {
            for (AuditEntry.Subject subject : entry.subjects()) {
                if (subject.id() != null && "reinstated".equals(subject.outcome())) {
                    reinstated.add(hash(subject.target(), subject.id()), offset, OffsetIndex.Kind.CONFIRMED);
                }
            }
        }
    }

    private void note(AuditRecord.Entry part, long offset) {
        AuditEntry entry = part.entry();
        UUID key = entry.context().key();
        OffsetIndex.Kind kind = kind(entry);
        if (key == null || kind == null) {
            return;
        }
        long request = hash(entry.actor(), key);
        boolean known = index.find(request) >= 0;
        if (kind == OffsetIndex.Kind.CONFIRMED) {
            noteConfirmed(part, request, offset);
        } else if (part.part() == 1) {
            index.add(request, offset, kind);
        }
        for (AuditEntry.Subject subject : entry.subjects()) {
            String line = subject.more().bodyHash();
            boolean again = known;
            if (line != null && entry.context().bodyHash() == null) {
                long item = hash(entry.actor(), key, subject.target(), line);
                again = index.find(item) >= 0;
                index.add(item, offset, kind);
            }
            if (again && kind == OffsetIndex.Kind.GRANTED) {
                repeated.add(hash(entry.actor(), key, subject.target()), offset, OffsetIndex.Kind.CONFIRMED);
            }
        }
    }

    /** A confirmed entry replaces the granted one only when it is whole: its publisher may end between two parts. */
    private void noteConfirmed(AuditRecord.Entry part, long request, long offset) {
        UUID chain = part.link().chain();
        if (part.part() == 1) {
            confirmed.put(chain, offset);
        }
        Long first = part.part() == part.parts() ? confirmed.remove(chain) : null;
        if (first != null) {
            index.add(request, first, OffsetIndex.Kind.CONFIRMED);
        }
    }

    private static OffsetIndex.@Nullable Kind kind(AuditEntry entry) {
        if (entry.decision() == Decision.GRANTED) {
            return OffsetIndex.Kind.GRANTED;
        }
        if (entry.decision() == Decision.CONFIRMED) {
            return OffsetIndex.Kind.CONFIRMED;
        }
        return entry.decision() == Decision.FAILED && "not_written".equals(entry.reason())
                ? OffsetIndex.Kind.FORGOTTEN
                : null;
    }

    private static boolean mayHave(byte[] value, byte[] field) {
        int last = Math.min(value.length, WHERE_FIELDS_STAND) - field.length;
        for (int at = 0; at <= last; at++) {
            if (value[at] == field[0] && Arrays.equals(value, at, at + field.length, field, 0, field.length)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the hash of a reinstatement. */
    static long hash(Target target, UUID id) {
        return hash(target.key(), id.toString());
    }

    private static long hash(String target, String id) {
        return hash("", UUID.fromString(id), target);
    }

    /**
     * Returns the hash of a request, or of a line of a list.
     *
     * @param line the record key that the line is about and its own hash; none for a request
     */
    static long hash(String actor, UUID key, String... line) {
        Sha256 sha256 = new Sha256().add(key).add(actor);
        for (String each : line) {
            sha256.separate().add(each);
        }
        return ByteBuffer.wrap(sha256.bytes()).getLong();
    }

    /** Ends the thread, within about two seconds. Further calls do nothing. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
