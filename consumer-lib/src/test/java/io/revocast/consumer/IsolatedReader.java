package io.revocast.consumer;

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
                .kafkaProperties(Map.of("fetch.max.wait.ms", "20", "reconnect.backoff.max.ms", "100"))
                .build();
    }

    @Override
    public String apply(String command) {
        return switch (command) {
            case "start" -> {
                list.start();
                yield "started";
            }
            case "state" -> list.state().name();
            case "status" -> list.status().toString();
            case "cause" -> String.valueOf(list.status().cause());
            default -> list.check(TestToken.withJti(command)).getClass().getSimpleName();
        };
    }

    @Override
    public void close() {
        list.close();
    }
}
