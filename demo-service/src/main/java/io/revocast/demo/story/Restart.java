package io.revocast.demo.story;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an instance that starts again answers to a revoked token, from the moment its port answers.
 *
 * @param codes how often each status was seen before the instance was ready, in the order of their first sight
 * @param firstReady the answer to the first request after it said that it was ready
 * @param nanos from the start of the process until then
 */
record Restart(Map<Integer, Integer> codes, Answer firstReady, long nanos) {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** Asks as often as it can until the instance is ready. */
    static Restart watch(Http http, Instance instance, String revokedToken)
            throws StoryException, InterruptedException {
        long begun = System.nanoTime();
        Map<Integer, Integer> codes = new LinkedHashMap<>();
        while (System.nanoTime() - begun < LIMIT.toNanos()) {
            // Readiness is asked first: if it is ready now, the answer that follows is one of a ready instance.
            boolean ready = http.get(instance.at("/health/ready")).status() == 200;
            Answer answer = http.get(instance.at("/me"), revokedToken);
            if (ready) {
                return new Restart(codes, answer, System.nanoTime() - begun);
            }
            if (answer.status() == 0) {
                Thread.sleep(2);
            } else {
                codes.merge(answer.status(), 1, Integer::sum);
            }
        }
        throw new StoryException(instance.name() + " was not ready within " + LIMIT.toSeconds() + " s");
    }

    /** Holds when the revoked token was never accepted. A known revocation is enforced before the replay is done. */
    Outcome<Restart> before() {
        boolean held = codes.keySet().stream().allMatch(code -> code == 503 || code == 401);
        String seen = codes.entrySet().stream()
                .map(entry -> entry.getKey() + " ×" + entry.getValue())
                .collect(Collectors.joining(" "));
        return new Outcome<>(held, seen, "ready after " + Outcome.seconds(nanos), this);
    }

    /** Holds when the first answer of the ready instance was a refusal. */
    Outcome<Answer> after() {
        return Outcome.expect(401, "", firstReady);
    }
}
