package io.revocast.soak.instance;

import com.sun.management.UnixOperatingSystemMXBean;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Status;
import io.revocast.consumer.Verdict;
import io.revocast.soak.history.CheckSample;
import io.revocast.soak.history.Run;
import io.revocast.soak.history.Run.Answer;
import io.revocast.soak.history.Subject;
import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Checks every watched token over and over, and prints each run of equal answers when it begins and as it grows. */
final class Watcher implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;
    private static final long SAMPLE_NANOS = Duration.ofMillis(250).toNanos();
    private static final long COLLECT_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long JOIN_MILLIS = 2_000;

    private final RevocationList list;
    private final PrintStream out;
    private final Map<Integer, SoakToken> watched = new ConcurrentHashMap<>();
    private final Map<Integer, Run> runs = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "watcher");
    private long sampledAt;
    private long collectedAt = System.nanoTime();

    Watcher(RevocationList list, PrintStream out) {
        this.list = list;
        this.out = out;
    }

    void start() {
        thread.start();
    }

    void watch(int number, long issuedAt, long expiresAt) {
        watched.put(number, new SoakToken(new Subject(number, issuedAt, expiresAt)));
    }

    void forget(int number) {
        watched.remove(number);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean sampling = System.nanoTime() - sampledAt > SAMPLE_NANOS;
                if (sampling) {
                    sample();
                }
                watched.forEach((number, token) -> check(number, token, sampling));
                runs.keySet().retainAll(watched.keySet());
                out.flush();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(int number, SoakToken token, boolean sampling) {
        long called = System.nanoTime();
        Answer answer = answer(list.check(token));
        Run before = runs.get(number);
        if (before != null && before.answer() == answer) {
            Run longer = before.extendedTo(called);
            runs.put(number, longer);
            // Of a token that stays revoked there is nothing to tell.
            if (sampling && answer != Answer.REVOKED) {
                out.println(longer.toLine());
            }
        } else {
            printEnd(before);
            Run begun = new Run(number, answer, called, System.nanoTime(), called, 0);
            runs.put(number, begun);
            out.println(begun.toLine());
        }
    }

    private void printEnd(@Nullable Run run) {
        if (run != null) {
            out.println(run.toLine());
        }
    }

    private static Answer answer(Verdict verdict) {
        if (verdict instanceof Verdict.Revoked) {
            return Answer.REVOKED;
        }
        return verdict instanceof Verdict.NotRevoked ? Answer.NOT_REVOKED : Answer.UNKNOWN;
    }

    /** Asks the list before the next checks: what it claims now must hold for them. */
    private void sample() {
        sampledAt = System.nanoTime();
        long heap = -1;
        if (sampledAt - collectedAt > COLLECT_NANOS) {
            collectedAt = sampledAt;
            System.gc();
            heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }
        long at = System.nanoTime();
        Status status = list.status();
        Duration age = status.timeSinceFreshnessProof();
        out.println(new CheckSample(
                        at,
                        status.state().wireName(),
                        status.initialReplayComplete(),
                        age == null ? -1 : age.toNanos(),
                        status.entries(),
                        heap,
                        ManagementFactory.getThreadMXBean().getThreadCount(),
                        descriptors())
                .toLine());
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : -1;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
