package io.revocast.consumer.internal;

import java.time.Duration;
import java.time.Instant;

/** A reader in a process of its own: it says what stops it, leaves that out, and says what it knows then. */
final class SmallHeapReader {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private SmallHeapReader() {}

    public static void main(String[] args) throws InterruptedException {
        try (KafkaRevocationList list =
                new ListOptions().bootstrapServers(args[0]).topic(args[1]).build()) {
            list.start();
            Instant end = Instant.now().plus(LIMIT);
            String cause = list.status().cause();
            while ((cause == null || !cause.contains(" offset "))
                    && Instant.now().isBefore(end)) {
                list.awaitCurrent(Duration.ofMillis(100));
                cause = list.status().cause();
            }
            System.out.println("cause: " + cause);
            list.skipTo(0, Long.parseLong(args[2]));
            System.out.println("current: " + list.awaitCurrent(LIMIT));
            System.out.println("after: " + TestTopic.isRevoked(list, "after"));
        }
    }
}
