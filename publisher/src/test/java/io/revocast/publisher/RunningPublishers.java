package io.revocast.publisher;

import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import static org.awaitility.Awaitility.await;

/**
 * The publishers of one test, on the shared broker, with a topic and an audit topic of its own. Closes after the test what
 * it started, the newest first. For one thread.
 */
final class RunningPublishers implements AfterEachCallback {
    /** May do everything but use {@code break-glass}. */
    static final String KEY = ApiKey.generate();

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String topic = TestKafka.uniqueTopicName("revocations");
    private final String audit = TestKafka.uniqueTopicName("audit");
    private final Map<String, String> settings = new HashMap<>();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    /** Publishers with these settings instead of the defaults of a test. */
    RunningPublishers(Map<String, String> settings) {
        this.settings.put("kafka.bootstrap.servers", TestKafka.shared().bootstrapServers());
        this.settings.put("topic.name", topic);
        this.settings.put("audit.topic", audit);
        this.settings.put("http.port", "0");
        this.settings.put("api-keys.test", ApiKey.line(KEY, "* read reinstate audit"));
        this.settings.putAll(settings);
    }

    String topic() {
        return topic;
    }

    String auditTopic() {
        return audit;
    }

    /** Starts one, which may not be ready yet. */
    Publisher start() throws Exception {
        Publisher publisher =
                closeLater(new Publisher(PublisherConfig.load(new Sources(settings, Map.of(), Map.of(), null), false)));
        publisher.start();
        return publisher;
    }

    /** Starts one, and returns a client of it when it is ready. */
    ApiClient startReady() throws Exception {
        ApiClient client = client(start());
        awaitReady(client);
        return client;
    }

    static ApiClient client(Publisher publisher) {
        return new ApiClient(publisher.port(), KEY);
    }

    static void awaitReady(ApiClient client) {
        await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
    }

    /** Has something else closed after the test. */
    <T extends AutoCloseable> T closeLater(T opened) {
        running.push(opened);
        return opened;
    }

    void closeNewest() throws Exception {
        running.pop().close();
    }

    void closeOldest() throws Exception {
        running.removeLast().close();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!running.isEmpty()) {
            closeNewest();
        }
    }
}
