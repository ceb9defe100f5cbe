package io.revocast.soak.history;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/** For how long nothing was committed, and nothing newly enforced, around a fault. */
public final class Pauses {
    private static final long AFTERWARDS = Duration.ofSeconds(15).toNanos();

    private final List<Injection> injections;
    private final long[] commits;
    private final List<long[]> enforcements;

    /** Looks through the whole history once. */
    public Pauses(History history) {
        injections = history.injections();
        commits = history.attempts().stream()
                .filter(Attempt::isCommittedRevocation)
                .mapToLong(Attempt::returned)
                .sorted()
                .toArray();
        enforcements = history.incarnations().stream()
                .map(incarnation -> history.subjects().stream()
                        .flatMap(subject -> incarnation.runs(subject.number()).stream())
                        .filter(run -> run.answer() == Run.Answer.REVOKED)
                        .mapToLong(Run::first)
                        .sorted()
                        .toArray())
                .toList();
    }

    /** The longest time without an acknowledgement, in nanoseconds. */
    public long ofCommits(Injection injection) {
        return longest(commits, injection);
    }

    /** The longest time without a newly enforced token in a process that lived through the fault, in nanoseconds. */
    public long ofEnforcement(Injection injection) {
        return enforcements.stream()
                .filter(times -> times.length > 0
                        && times[0] < injection.began()
                        && times[times.length - 1] > injection.healed())
                .map(times -> longest(times, injection))
                .max(Comparator.naturalOrder())
                .orElse(0L);
    }

    private long longest(long[] times, Injection injection) {
        // What the next fault does is not this one's doing.
        long until = injections.stream()
                .mapToLong(Injection::began)
                .filter(began -> began > injection.began())
                .min()
                .orElse(Long.MAX_VALUE);
        long[] around = LongStream.of(times)
                .filter(time -> time > injection.began() - AFTERWARDS
                        && time < Math.min(until, injection.healed() + AFTERWARDS))
                .toArray();
        long longest = 0;
        for (int i = 1; i < around.length; i++) {
            if (around[i] > injection.began()) {
                longest = Math.max(longest, around[i] - around[i - 1]);
            }
        }
        return longest;
    }
}
