package io.revocast.consumer.internal.topic;

import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.FreshnessProof;
import io.revocast.event.internal.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Inspects the topic through one kept {@link Admin}. Needs DESCRIBE on the topic; with DESCRIBE_CONFIGS it verifies the
 * settings too.
 *
 * <p>The client is created when it is first needed, because an address that cannot be resolved throws there. It does
 * not go back to the bootstrap addresses by itself, because it would write a log line a millisecond meanwhile. So
 * another one replaces it after a minute without an answer. A client that no broker has answered yet has nothing but
 * those addresses, and is kept while brokers are merely silent; renewed certificates and a broken client need another
 * one. The replay thread asks; {@link #requireTopic} and {@link #close} may be called by any thread.
 */
final class AdminTopicInspector implements TopicInspector {
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final int LIMIT_MILLIS = (int) LIMIT.toMillis();
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);
    private static final Duration REPLACE_AFTER = Duration.ofMinutes(1);

    private final ListSettings settings;
    private final Supplier<Admin> clients;
    private final BrokerPing ping;
    /** How many replicas the topic had when it was last inspected: the settings are judged by it. */
    private volatile int replicas = 1;

    /** Why no broker answered the last question; null when one did. */
    private volatile @Nullable RuntimeException unanswered;

    /** When a broker last answered this client, or when the client was created. */
    private volatile FreshnessProof lastAnswer;

    private volatile boolean everAnswered;
    private @Nullable Admin client;
    private boolean closed;

    /**
     * @param ping learns which brokers hold the topic
     */
    AdminTopicInspector(ListSettings settings, Supplier<Admin> clients, BrokerPing ping) {
        this.settings = settings;
        this.clients = clients;
        this.ping = ping;
        this.lastAnswer = FreshnessProof.now(settings.time());
    }

    private synchronized Admin admin() {
        if (closed) {
            throw new KafkaException("the revocation list is closed");
        }
        if (client != null && isWorn()) {
            closeLater(client);
            client = null;
        }
        if (client == null) {
            client = clients.get();
            unanswered = null;
            everAnswered = false;
            lastAnswer = FreshnessProof.now(settings.time());
        }
        return client;
    }

    private boolean isWorn() {
        RuntimeException reason = unanswered;
        return reason != null
                && (everAnswered || !(reason instanceof TimeoutException))
                && lastAnswer.age(settings.time()).compareTo(REPLACE_AFTER) > 0;
    }

    /** Kafka waits without a limit for the client's thread to end. */
    private static void closeLater(Admin worn) {
        Thread closer = new Thread(() -> worn.close(Duration.ZERO), "revocast-close-admin");
        closer.setDaemon(true);
        closer.start();
    }

    private String name() {
        return settings.source().topic();
    }

    @Override
    public void open() {
        Admin unused = admin();
    }

    @Override
    public Topic inspect() {
        CompletableFuture<TopicDescription> description = describe();
        TopicDescription topic = await(description);
        requireLeaders(topic);
        replicas = topic.partitions().get(0).replicas().size();
        CompletableFuture<Settings> verified = settings();
        Instant newestAppend = newestAppend(topic);
        // After the topic: a cluster that took over in between shows up as another topic id in the next answer.
        String clusterId = await(future(admin().describeCluster(new DescribeClusterOptions().timeoutMs(LIMIT_MILLIS))
                .clusterId()));
        return new Topic(identityOf(topic), await(verified), clusterId, newestAppend);
    }

    @Override
    public CompletableFuture<Identity> identity() {
        return describe().thenApply(AdminTopicInspector::identityOf);
    }

    private static Identity identityOf(TopicDescription topic) {
        if (topic.topicId().equals(Uuid.ZERO_UUID)) {
            throw new UnusableTopicException(
                    topic.name(),
                    List.of("the broker gives it no topic id, so a re-created topic cannot be told; "
                            + "Kafka 2.8 or newer is needed, with inter.broker.protocol.version 2.8 or newer"));
        }
        return new Identity(
                topic.topicId().toString(),
                topic.partitions().stream().map(TopicPartitionInfo::partition).toList());
    }

    private CompletableFuture<TopicDescription> describe() {
        String name = name();
        return future(admin().describeTopics(List.of(name), new DescribeTopicsOptions().timeoutMs(LIMIT_MILLIS))
                        .allTopicNames())
                .handle((topics, failure) -> {
                    if (failure != null) {
                        RuntimeException cause = kafka(failure);
                        throw cause instanceof AuthorizationException denied
                                ? new MissingRightException("DESCRIBE", denied)
                                : cause;
                    }
                    TopicDescription topic = Objects.requireNonNull(topics.get(name));
                    ping.learn(topic.partitions().stream()
                            .flatMap(partition -> partition.replicas().stream())
                            .toList());
                    return topic;
                });
    }

    private static void requireLeaders(TopicDescription topic) {
        List<Integer> leaderless = topic.partitions().stream()
                .filter(partition -> partition.leader() == null)
                .map(TopicPartitionInfo::partition)
                .toList();
        if (!leaderless.isEmpty()) {
            throw new NoLeaderException(topic.name(), leaderless);
        }
    }

    private @Nullable Instant newestAppend(TopicDescription topic) {
        Map<TopicPartition, OffsetSpec> newest = topic.partitions().stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic.name(), partition.partition()),
                        partition -> OffsetSpec.maxTimestamp()));
        try {
            return await(future(admin().listOffsets(newest, new ListOffsetsOptions().timeoutMs(LIMIT_MILLIS))
                            .all()))
                    .values()
                    .stream()
                    .map(ListOffsetsResultInfo::timestamp)
                    .filter(timestamp -> timestamp >= 0)
                    .max(Long::compare)
                    .map(Instant::ofEpochMilli)
                    .orElse(null);
        } catch (UnsupportedVersionException e) {
            // A broker before 3.0: the records will tell.
            return null;
        }
    }

    @Override
    public CompletableFuture<Settings> settings() {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name());
        return future(admin().describeConfigs(List.of(topic), new DescribeConfigsOptions().timeoutMs(LIMIT_MILLIS))
                        .all())
                .handle((configs, failure) -> {
                    if (failure != null) {
                        RuntimeException cause = kafka(failure);
                        if (cause instanceof AuthorizationException) {
                            // A reader need not have DESCRIBE_CONFIGS; the publisher verifies the settings in any case.
                            return new Settings(false, List.of());
                        }
                        throw cause;
                    }
                    return new Settings(true, differences(configs.values()));
                });
    }

    private List<String> differences(Collection<Config> configs) {
        Map<String, String> effective = new HashMap<>();
        configs.forEach(config -> config.entries().forEach(entry -> effective.put(entry.name(), entry.value())));
        TopicSettings wanted = new TopicSettings(
                name(),
                1,
                replicas,
                settings.policy().longestTokenLifetime(),
                settings.policy().margin());
        return wanted.differences(effective).stream()
                .map(TopicSettings.Difference::toString)
                .toList();
    }

    private <T> CompletableFuture<T> future(KafkaFuture<T> answer) {
        return answer.toCompletionStage().toCompletableFuture().whenComplete((value, failure) -> {
            RuntimeException reason = failure == null ? null : kafka(failure);
            unanswered = isAnswer(reason) ? null : reason;
            if (isAnswer(reason)) {
                everAnswered = true;
                lastAnswer = FreshnessProof.now(settings.time());
            }
        });
    }

    /** Whether a broker said it: no failure, or one that only a broker can know. */
    private static boolean isAnswer(@Nullable RuntimeException failure) {
        return failure == null
                || (failure instanceof ApiException
                        && !(failure instanceof TimeoutException)
                        && !(failure instanceof AuthenticationException));
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(2L * LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw kafka(e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no broker answered within " + LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** What went wrong, without the futures that it went through. */
    private static RuntimeException kafka(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RuntimeException known
                ? known
                : new KafkaException("describing the topic failed", cause);
    }

    @Override
    public CompletableFuture<?> requireTopic(String topic) {
        return future(admin().describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(LIMIT_MILLIS))
                .allTopicNames());
    }

    @Override
    public void close() {
        Admin open;
        synchronized (this) {
            closed = true;
            open = client;
            client = null;
        }
        if (open != null) {
            open.close(CLOSE_LIMIT);
        }
    }
}
