package io.revocast.demo.story;

import io.revocast.embedded.EmbeddedKafka;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** The Kafka that the demo runs on: one of its own, in this process, or one that exists already. */
final class StoryBroker implements AutoCloseable {
    private final String bootstrapServers;
    private final @Nullable EmbeddedKafka own;

    private StoryBroker(String bootstrapServers, @Nullable EmbeddedKafka own) {
        this.bootstrapServers = bootstrapServers;
        this.own = own;
    }

    static StoryBroker at(String bootstrapServers) {
        return new StoryBroker(bootstrapServers, null);
    }

    static StoryBroker embedded(Path dataDirectory) throws StoryException, InterruptedException {
        try {
            EmbeddedKafka kafka =
                    EmbeddedKafka.builder().dataDirectory(dataDirectory).start();
            return new StoryBroker(kafka.bootstrapServers(), kafka);
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
