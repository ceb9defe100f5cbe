package io.revocast.publisher.kafka;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditEntry.Subject;
import io.revocast.publisher.audit.AuditFilter;
import io.revocast.publisher.audit.AuditReader;
import io.revocast.publisher.audit.AuditReader.Placed;
import io.revocast.publisher.audit.AuditUnavailableException;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.time.BoundedClock;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The requests that all publishers wrote into the audit within the last 24 hours. It follows the audit and keeps where
 * their entries stand; it reads an entry again when a request needs it. Thread-safe.
 */
public final class KafkaRequestHistory implements RequestHistory, AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST_BETWEEN_PARTS = 1000;
    private static final int ENTRIES_KEPT = 8;

    private final AuditReader reader;
    private final LiveRevocations live;
    private final String revocations;
    private final TopicPartition audit;
    private final RecentAuditIndex recent;
    private final LogEnds ends;
    private final Clock clock;
    private final Map<Long, Placed> lastRead = new LinkedHashMap<>();

    /**
     * Makes a history. Call {@link #start} once.
     *
     * @param live the revocations as this publisher reads them
     * @param revocations the name of their topic
     */
    public KafkaRequestHistory(
            ClientProperties properties,
            KafkaAuditReader reader,
            LiveRevocations live,
            String revocations,
            Clock clock) {
        this.reader = reader;
        this.live = live;
        this.revocations = revocations;
        this.audit = new TopicPartition(reader.topic(), 0);
        this.recent = new RecentAuditIndex(properties, reader.topic(), clock);
        this.clock = clock;
        this.ends = new LogEnds(properties, this::partitions);
    }

    /** Starts to read, and returns at once. */
    public void start() {
        recent.start();
    }

    private Set<TopicPartition> partitions() {
        Set<TopicPartition> partitions = new HashSet<>(Set.of(audit));
        live.position()
                .map(TopicPosition::next)
                .ifPresent(next ->
                        next.keySet().forEach(partition -> partitions.add(new TopicPartition(revocations, partition))));
        return partitions;
    }

    @Override
    public void catchUp() throws UnavailableException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            Map<TopicPartition, Long> reached = ends.ask().get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            if (!recent.awaitRead(reached.getOrDefault(audit, 0L), left(deadline))) {
                String cause = recent.cause();
                throw unavailable(cause == null ? "it reads the audit, and is not at its end yet" : cause, null);
            }
            awaitApplied(reached, deadline);
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable("the brokers do not answer how far the audit reaches", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("it is stopping", e);
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private void awaitApplied(Map<TopicPartition, Long> reached, long deadline)
            throws InterruptedException, UnavailableException {
        TopicPosition position = live.position().orElse(null);
        for (Map.Entry<TopicPartition, Long> end : reached.entrySet()) {
            int partition = end.getKey().partition();
            if (position != null
                    && end.getKey().topic().equals(revocations)
                    && position.next().getOrDefault(partition, 0L) < end.getValue()
                    && !live.awaitApplied(
                            new Receipt(position.topicId(), partition, end.getValue() - 1), left(deadline))) {
                throw unavailable("it has not read the revocation topic to its end", null);
            }
        }
    }

    private static UnavailableException unavailable(String why, @Nullable Throwable cause) {
        UnavailableException unavailable = new UnavailableException(
                Certainty.NOT_WRITTEN,
                "this publisher cannot tell what earlier requests wrote: " + why + "; nothing was written");
        unavailable.initCause(cause);
        return unavailable;
    }

    @Override
    public Optional<AuditEntry> find(String actor, UUID key) throws UnavailableException {
        long offset = recent.index().find(RecentAuditIndex.hash(actor, key));
        if (offset < 0) {
            return Optional.empty();
        }
        Placed first = read(offset);
        AuditEntry whole = whole(first).orElse(null);
        if (whole == null && !neverAnswered(first.entry().entry())) {
            throw new UnavailableException(
                    Certainty.IN_PROGRESS,
                    "the audit does not have all parts of the entry at offset " + offset
                            + " yet, so an earlier request with this idempotency key is not known to have ended; repeat it");
        }
        return whole == null ? Optional.empty() : ofRequest(whole, actor, key);
    }

    @Override
    public Optional<AuditEntry> findItem(String actor, UUID key, Target target, String hash)
            throws UnavailableException {
        long offset = recent.index().find(RecentAuditIndex.hash(actor, key, target.key(), hash));
        if (offset < 0) {
            return Optional.empty();
        }
        // The part that has the line is enough: the others may be lost with their publisher.
        return ofRequest(read(offset).entry().entry(), actor, key)
                .flatMap(entry -> entry.subjects().stream()
                        .filter(subject -> subject.target().equals(target.key())
                                && hash.equals(subject.more().bodyHash()))
                        .findFirst()
                        .map(subject -> entry.with(List.of(subject))));
    }

    /**
     * Whether a request whose granted entry has not all of its parts had no answer: its publisher ended before. What it may have
     * committed carries the ids of the request, so a repetition finds it in the log.
     */
    private boolean neverAnswered(AuditEntry incomplete) {
        return incomplete.decision() == Decision.GRANTED
                && incomplete
                        .at()
                        .isBefore(BoundedClock.boundsOf(clock).earliest().minus(ATTEMPT));
    }

    @Override
    public Optional<Instant> lastAttempt(AuditEntry earlier, Subject subject) throws UnavailableException {
        UUID key = Objects.requireNonNull(earlier.context().key());
        long offset = recent.repeated().find(RecentAuditIndex.hash(earlier.actor(), key, subject.target()));
        return offset < 0
                ? Optional.empty()
                : ofRequest(read(offset).entry().entry(), earlier.actor(), key).map(AuditEntry::at);
    }

    @Override
    public boolean wasReinstated(Target target, UUID id) {
        return recent.reinstated().find(RecentAuditIndex.hash(target, id)) >= 0;
    }

    @Override
    public boolean isLost(String topicId) {
        return recent.isLost(topicId);
    }

    private Optional<AuditEntry> ofRequest(AuditEntry entry, String actor, UUID key) {
        return Optional.of(entry)
                .filter(found -> found.actor().equals(actor)
                        && key.equals(found.context().key())
                        && found.at()
                                .isAfter(BoundedClock.boundsOf(clock).earliest().minus(KEPT)));
    }

    /** Reads an entry, or one part of it. */
    private Placed read(long offset) throws UnavailableException {
        Placed known;
        synchronized (lastRead) {
            known = lastRead.get(offset);
        }
        if (known != null) {
            return known;
        }
        List<Placed> found = read(offset - 1, 1);
        if (found.isEmpty() || found.get(0).offset() != offset) {
            throw unavailable("the audit no longer has the entry at offset " + offset, null);
        }
        synchronized (lastRead) {
            lastRead.put(offset, found.get(0));
            if (lastRead.size() > ENTRIES_KEPT) {
                lastRead.remove(lastRead.keySet().iterator().next());
            }
        }
        return found.get(0);
    }

    /** Returns an entry with the subjects of all its parts; empty when the audit does not have all. */
    private Optional<AuditEntry> whole(Placed first) throws UnavailableException {
        AuditEntry entry = first.entry().entry();
        int parts = first.entry().parts();
        if (parts == 1) {
            return Optional.of(entry);
        }
        List<Subject> subjects = new ArrayList<>(entry.subjects());
        int next = first.entry().part() + 1;
        for (Placed each : read(first.offset(), MOST_BETWEEN_PARTS)) {
            if (each.entry().link().chain().equals(first.entry().link().chain())
                    && each.entry().part() == next
                    && each.entry().parts() == parts) {
                subjects.addAll(each.entry().entry().subjects());
                next++;
            }
            if (next > parts) {
                return Optional.of(entry.with(subjects));
            }
        }
        return Optional.empty();
    }

    private List<Placed> read(long after, int limit) throws UnavailableException {
        try {
            return reader.read(after, limit, AuditFilter.NONE).entries();
        } catch (AuditUnavailableException e) {
            throw unavailable(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("it is stopping", e);
        }
    }

    /** How many requests and items are known. */
    public int size() {
        return recent.index().size();
    }

    /** Ends the reading, within about three seconds. Further calls do nothing. */
    @Override
    public void close() {
        ends.close();
        recent.close();
    }
}
