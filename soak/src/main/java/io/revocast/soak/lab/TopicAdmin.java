package io.revocast.soak.lab;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Does to topics what operators do: deletes, re-creates, copies, adds partitions. Thread-safe. */
public final class TopicAdmin implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long ANSWER_SECONDS = 10;
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Admin admin;

    /** Connects to a cluster past every proxy. */
    public TopicAdmin(String bootstrapServers) {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /**
     * How a topic is made.
     *
     * @param configs the settings of the topic itself, without inherited ones
     */
    public record Shape(String topic, int partitions, short replicas, Map<String, String> configs) {
        /** The same topic for a cluster of one broker. */
        public Shape forOneBroker() {
            Map<String, String> adapted = configs.entrySet().stream()
                    .filter(config -> !config.getKey().equals("min.insync.replicas"))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            return new Shape(topic, partitions, (short) 1, adapted);
        }

        /** The same topic with another number of partitions. */
        public Shape withPartitions(int number) {
            return new Shape(topic, number, replicas, configs);
        }
    }

    /** The names of the topics whose names begin like that. */
    public List<String> topics(String prefix) throws InterruptedException {
        return answer(admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }

    /** How a topic is made. */
    public Shape shape(String topic) throws InterruptedException {
        TopicDescription description = description(topic);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = Objects.requireNonNull(
                answer(admin.describeConfigs(List.of(resource)).all()).get(resource));
        Map<String, String> own = config.entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
        short replicas = (short) description.partitions().get(0).replicas().size();
        return new Shape(topic, description.partitions().size(), replicas, own);
    }

    /** Deletes a topic if there is one, and creates it anew. */
    public void recreate(Shape shape) throws InterruptedException {
        try {
            answer(admin.deleteTopics(List.of(shape.topic())).all());
        } catch (IllegalStateException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
        long deadline = System.nanoTime() + LIMIT.toNanos();
        NewTopic topic = new NewTopic(shape.topic(), shape.partitions(), shape.replicas()).configs(shape.configs());
        while (true) {
            try {
                answer(admin.createTopics(List.of(topic)).all());
                return;
            } catch (IllegalStateException e) {
                if (!(e.getCause() instanceof TopicExistsException) || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        }
    }

    /** Gives a topic more partitions. */
    public void addPartitions(String topic, int added) throws InterruptedException {
        int total = partitions(topic) + added;
        answer(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total)))
                .all());
    }

    /** How many partitions a topic has. */
    public int partitions(String topic) throws InterruptedException {
        return description(topic).partitions().size();
    }

    /** Where a partition ends. */
    public long end(String topic, int partition) throws InterruptedException {
        TopicPartition asked = new TopicPartition(topic, partition);
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                answer(admin.listOffsets(Map.of(asked, OffsetSpec.latest())).all());
        return Objects.requireNonNull(ends.get(asked)).offset();
    }

    private TopicDescription description(String topic) throws InterruptedException {
        return Objects.requireNonNull(
                answer(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic));
    }

    private static <T> T answer(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the brokers refused to change or show a topic", e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
