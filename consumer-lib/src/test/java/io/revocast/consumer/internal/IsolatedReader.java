package io.revocast.consumer.internal;

import io.revocast.consumer.Counters;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationList;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * A reader that {@link LibraryMatrixIT} drives from outside of its class loader. Only types of the JDK pass the border:
 * commands and answers are texts.
 */
public final class IsolatedReader implements Function<String, String>, AutoCloseable {
    private final RevocationList list;

    /** Builds the list; throws what {@link RevocationList.Builder#build} throws. */
    public IsolatedReader(String bootstrapServers, String topic) {
        list = RevocationList.builder()
                .bootstrapServers(bootstrapServers)
                .topic(topic)
                .maxStaleness(Duration.ofSeconds(5))
                .reporting(Reporting.as("isolated").withTopic(topic + "-reports"))
                .kafkaProperties(Map.of("fetch.max.wait.ms", "20", "reconnect.backoff.max.ms", "100"))
                .build();
    }

    @Override
    public String apply(String command) {
        return switch (command) {
            case "start" -> startUnderALoaderWithoutKafka();
            case "reports" -> list.status().counters().get(Counters.REPORTS_SENT) > 0 ? "sent" : "none";
            case "state" -> list.state().name();
            case "status" -> list.status().toString();
            case "cause" -> String.valueOf(list.status().cause());
            default -> list.check(TestToken.withJti(command)).getClass().getSimpleName();
        };
    }

    private String startUnderALoaderWithoutKafka() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            list.start();
        } finally {
            thread.setContextClassLoader(before);
        }
        return "started";
    }

    @Override
    public void close() {
        list.close();
    }
}
