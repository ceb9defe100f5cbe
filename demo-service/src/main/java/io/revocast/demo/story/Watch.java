package io.revocast.demo.story;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Asks several instances for the same thing, again and again, while something is revoked, until each refuses.
 *
 * @param revocation what the call that revoked was answered
 * @param last the last answer of each instance
 * @param nanos from the start of the call until the last instance had answered 401
 */
record Watch(Answer revocation, List<Answer> last, long nanos) {
    Watch {
        last = List.copyOf(last);
    }

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PAUSE_OF_EACH = Duration.ofNanos(1_300_000);

    /** What one instance answered last, and when. */
    private record Sight(Answer answer, long atNanos) {}

    /** What revokes. */
    @FunctionalInterface
    interface Act {
        Answer act() throws StoryException, InterruptedException;
    }

    /** Watches each address with its own thread, from before the act until it answers 401 or the limit is reached. */
    static Watch during(Http http, List<URI> addresses, String token, Act act)
            throws StoryException, InterruptedException {
        ExecutorService watchers = Executors.newFixedThreadPool(addresses.size());
        try {
            CountDownLatch watching = new CountDownLatch(addresses.size());
            List<Future<Sight>> sights = new ArrayList<>();
            // All watchers together ask equally often, however many they are.
            Duration pause = PAUSE_OF_EACH.multipliedBy(addresses.size());
            for (URI address : addresses) {
                sights.add(watchers.submit(untilRefused(http, address, token, watching, pause)));
            }
            if (!watching.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoryException("the instances did not answer within " + LIMIT.toSeconds() + " s");
            }
            long begun = System.nanoTime();
            Answer revocation = act.act();
            long end = begun;
            List<Answer> last = new ArrayList<>();
            for (Future<Sight> future : sights) {
                Sight sight = future.get();
                last.add(sight.answer());
                end = Math.max(end, sight.atNanos());
            }
            return new Watch(revocation, last, end - begun);
        } catch (ExecutionException e) {
            throw new StoryException("watching failed: " + e.getCause(), e);
        } finally {
            watchers.shutdownNow();
        }
    }

    private static Callable<Sight> untilRefused(
            Http http, URI address, String token, CountDownLatch watching, Duration pause) {
        return () -> {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (true) {
                Answer answer = http.get(address, token);
                long now = System.nanoTime();
                watching.countDown();
                if (answer.status() == 401 || now > deadline) {
                    return new Sight(answer, now);
                }
                Thread.sleep(pause.toMillis());
            }
        };
    }

    /** An outcome that holds when the revocation was answered as it must be and every instance refused. */
    Outcome<Watch> outcome(int expected) {
        boolean held = revocation.status() == expected && last.stream().allMatch(answer -> answer.status() == 401);
        return new Outcome<>(held, Outcome.codes(last), Outcome.millis(nanos) + " after the call", this);
    }
}
