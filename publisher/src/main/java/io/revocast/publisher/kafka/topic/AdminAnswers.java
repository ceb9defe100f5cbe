package io.revocast.publisher.kafka.topic;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the answers of an admin client. */
final class AdminAnswers {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private AdminAnswers() {}

    /**
     * Returns the answer; waits up to 15 seconds for it.
     *
     * @throws KafkaException the one that the broker or the client gave, or one that says that no broker answered
     */
    static <T> T await(KafkaFuture<T> answer) throws InterruptedException {
        return await(answer, LIMIT);
    }

    /**
     * Returns the answer; waits for it up to the limit.
     *
     * @throws KafkaException the one that the broker or the client gave, or one that says that no broker answered
     */
    static <T> T await(KafkaFuture<T> answer, Duration limit) throws InterruptedException {
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException("asking for the topic failed", e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("no broker answered within " + limit.toSeconds() + " s", e);
        }
    }
}
