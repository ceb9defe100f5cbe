package io.revocast.soak.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that was done and seen in one soak. Thread-safe. */
public final class History {
    private final Moments moments;
    private final Map<Integer, Subject> subjects = new ConcurrentSkipListMap<>();
    private final Map<Integer, List<Attempt>> attempts = new ConcurrentHashMap<>();
    private final Map<String, Queue<Attempt>> attemptsOfUser = new ConcurrentHashMap<>();
    private final Set<Integer> reinstated = ConcurrentHashMap.newKeySet();
    private final List<Injection> injections = new CopyOnWriteArrayList<>();
    private final List<Incarnation> incarnations = new CopyOnWriteArrayList<>();
    private final Queue<Claim> claims = new ConcurrentLinkedQueue<>();

    /**
     * Begins an empty history.
     *
     * @param moments when it begins, by both clocks
     */
    public History(Moments moments) {
        this.moments = moments;
    }

    /** When the soak began, by the wall clock and by the monotonic clock, which all processes of a machine share. */
    public record Moments(long wallMillis, long nanoTime) {
        /** This moment. */
        public static Moments now() {
            return new Moments(System.currentTimeMillis(), System.nanoTime());
        }

        /** The same moment by the monotonic clock. */
        public long nanoTime(long atWallMillis) {
            return nanoTime + (atWallMillis - wallMillis) * 1_000_000;
        }
    }

    /** When it began. */
    public Moments moments() {
        return moments;
    }

    /** How long it has been going on. */
    public long secondsSinceStart() {
        return (System.nanoTime() - moments.nanoTime()) / 1_000_000_000;
    }

    /** A token comes into being. */
    public void add(Subject subject) {
        subjects.put(subject.number(), subject);
    }

    /** A request to reinstate a token is about to be sent: from now on nothing is owed for it. */
    public void reinstating(int subject) {
        reinstated.add(subject);
    }

    /** A request to revoke or to reinstate ended. */
    public void add(Attempt attempt) {
        attempts.computeIfAbsent(attempt.subject(), unused -> new CopyOnWriteArrayList<>())
                .add(attempt);
        if (attempt.isCommittedRevocation()) {
            reinstated.remove(attempt.subject());
        }
        Subject subject = subjects.get(attempt.subject());
        if (subject != null && subject.isRevokedBySubject()) {
            attemptsOfUser
                    .computeIfAbsent(subject.sub(), unused -> new ConcurrentLinkedQueue<>())
                    .add(attempt);
        }
    }

    /** A fault ended. */
    public void add(Injection injection) {
        injections.add(injection);
    }

    /** A process of an instance is about to start. */
    public void add(Incarnation incarnation) {
        incarnations.add(incarnation);
    }

    /** The publisher answered that an instance has applied a revocation. */
    public void add(Claim claim) {
        claims.add(claim);
    }

    /** Every answer that an instance has applied a revocation. */
    public List<Claim> claims() {
        return List.copyOf(claims);
    }

    Subject subject(int number) {
        return Objects.requireNonNull(subjects.get(number));
    }

    /** Every token, by number. */
    public Collection<Subject> subjects() {
        return subjects.values();
    }

    /** Every request to revoke or to reinstate, in no order. */
    public List<Attempt> attempts() {
        List<Attempt> all = new ArrayList<>();
        attempts.values().forEach(all::addAll);
        return all;
    }

    List<Attempt> attempts(int subject) {
        return attempts.getOrDefault(subject, List.of());
    }

    /** Every fault, in order. */
    public List<Injection> injections() {
        return List.copyOf(injections);
    }

    List<Incarnation> incarnations() {
        return List.copyOf(incarnations);
    }

    /** How many unbroken runs of each answer were seen. */
    public Map<Run.Answer, Long> runs() {
        return incarnations.stream()
                .flatMap(incarnation ->
                        subjects.keySet().stream().flatMap(subject -> incarnation.runs(subject).stream()))
                .collect(Collectors.groupingBy(Run::answer, TreeMap::new, Collectors.counting()));
    }

    /**
     * The time of the first request that revokes the token; {@link Long#MAX_VALUE} when there was none. A request
     * for another token of the same user does too, when its cut-off may be as late as this token's {@code iat}.
     */
    long attempted(Subject subject) {
        long issued = moments.nanoTime(subject.issuedAt() * 1000);
        Stream<Attempt> requests = (subject.isRevokedBySubject()
                        ? attemptsOfUser.getOrDefault(subject.sub(), new ConcurrentLinkedQueue<>()).stream()
                                .filter(attempt -> attempt.returned() >= issued)
                        : attempts(subject.number()).stream())
                .filter(attempt -> attempt.operation() == Attempt.Operation.REVOKE);
        return requests.mapToLong(Attempt::invoked).min().orElse(Long.MAX_VALUE);
    }

    /** Whether the token must be refused now: a revocation was acknowledged, and no reinstatement was requested since. */
    public boolean isOwed(int subject) {
        return !reinstated.contains(subject) && attempts(subject).stream().anyMatch(Attempt::isCommittedRevocation);
    }

    /** When the first request was sent that may have taken a revocation back; {@link Long#MAX_VALUE} without one. */
    long firstReinstatement(int subject) {
        return attempts(subject).stream()
                .filter(Attempt::mayReinstate)
                .mapToLong(Attempt::invoked)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** When the token must be refused. */
    List<Obligation> obligations(Subject subject) {
        return Obligation.of(attempts(subject.number()), judgedUntil(subject));
    }

    /** Until when the verdicts on a token are judged, in nanoseconds of the monotonic clock. */
    long judgedUntil(Subject subject) {
        return moments.nanoTime(subject.judgedUntilMillis());
    }
}
