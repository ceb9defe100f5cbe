package io.revocast.demo.story;

import io.revocast.embedded.EmbeddedKafka;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** The Kafka that the demo runs on: one of its own, in this process, or one that exists already. */
final class Broker implements AutoCloseable {
    private final String bootstrapServers;
    private final @Nullable EmbeddedKafka own;

    private Broker(String bootstrapServers, @Nullable EmbeddedKafka own) {
        this.bootstrapServers = bootstrapServers;
        this.own = own;
    }

    static Broker at(String bootstrapServers) {
        return new Broker(bootstrapServers, null);
    }

    static Broker embedded(Path dataDirectory) throws StoryException, InterruptedException {
        try {
            EmbeddedKafka kafka =
                    EmbeddedKafka.builder().dataDirectory(dataDirectory).start();
            return new Broker(kafka.bootstrapServers(), kafka);
        } catch (IllegalStateException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new StoryException(e.getMessage() + "; -v tells more", e);
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
