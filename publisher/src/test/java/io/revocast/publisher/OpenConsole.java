package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.browser.Browser;
import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.fleet.SimulatedInstance;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.settings.PublisherConfig;
import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A publisher, its console in Chromium, and instances that report to it. For one thread. */
final class OpenConsole implements AutoCloseable {
    static final String ISSUER = "https://issuer.example";

    /** May do everything. */
    static final String KEY = ApiKey.generate();

    /** The words of this key. */
    static final String EVERYTHING = "* read reinstate break-glass audit report";

    /** May read, and nothing else. */
    static final String READER = ApiKey.generate();

    /** May read the audit, and nothing else. */
    static final String AUDITOR = ApiKey.generate();

    static final Duration LIMIT = Duration.ofSeconds(30);

    private final TestKafka kafka;
    private final String topic = TestKafka.uniqueTopicName("revocations");
    private final String status = TestKafka.uniqueTopicName("status");
    private final Map<String, String> settings = new HashMap<>();
    private final Browser browser;
    private Publisher publisher;
    private @Nullable SimulatedFleet fleet;

    private OpenConsole(Browser browser, TestKafka kafka) throws Exception {
        this.browser = browser;
        this.kafka = kafka;
        settings.putAll(Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "topic.name",
                topic,
                "fleet.topic",
                status,
                "audit.topic",
                TestKafka.uniqueTopicName("audit"),
                "fleet.canary-interval",
                "PT0S",
                "http.port",
                "0",
                "api-keys.operator",
                ApiKey.line(KEY, EVERYTHING),
                "api-keys.reader",
                ApiKey.line(READER, "- read")));
        settings.put("api-keys.auditor", ApiKey.line(AUDITOR, "- audit"));
        publisher = started();
        // From now on the port is the same, also after a restart.
        settings.put("http.port", Integer.toString(publisher.port()));
    }

    /** Starts everything. The instances have these names, in the service {@code pay}. */
    static OpenConsole start(Path profile, String... instances) throws Exception {
        return start(TestKafka.shared(), profile, instances);
    }

    /** The same at a broker that the caller closes. */
    static OpenConsole start(TestKafka kafka, Path profile, String... instances) throws Exception {
        OpenConsole console = new OpenConsole(Browser.start(profile), kafka);
        console.report(instances);
        return console;
    }

    private Publisher started() throws Exception {
        Publisher started = new Publisher(PublisherConfig.load(new Sources(settings, Map.of(), Map.of(), null), false));
        started.start();
        ApiClient client = new ApiClient(started.port(), KEY);
        await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
        return started;
    }

    private void report(String... instances) throws Exception {
        String topicId = revoke(token("first")).at("/receipt/topicId").asText();
        SimulatedFleet started = new SimulatedFleet(kafka.bootstrapServers(), topic, status);
        for (String name : instances) {
            started.with(new SimulatedInstance("pay", name, topicId));
        }
        fleet = started.start();
        // A thousand instances of a busy machine are not all up to date at one moment.
        await().atMost(LIMIT.multipliedBy(4))
                .until(() ->
                        client().get("/v1/fleet").json().at("/states/applying").asInt()
                                >= instances.length - instances.length / 100);
    }

    Browser browser() {
        return browser;
    }

    SimulatedFleet fleet() {
        return Objects.requireNonNull(fleet);
    }

    ApiClient client() {
        return new ApiClient(publisher.port(), KEY);
    }

    JsonNode revoke(String json) throws Exception {
        return client().revoke(json).json();
    }

    /** The one live revocation of a subject. */
    JsonNode revocationOfSubject(String subject) throws Exception {
        String value = URLEncoder.encode(subject, StandardCharsets.UTF_8);
        JsonNode found = client().get("/v1/revocations?kind=claim&name=sub&value=" + value)
                .json()
                .path("revocations");
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    static String token(String jti) {
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"" + ISSUER + "\",\"jti\":\"" + jti + "\"},\"expiresAt\":\""
                + Instant.now().plusSeconds(3600) + "\"}";
    }

    /** Stops the publisher and starts it again at the same port. */
    void restartPublisher() throws Exception {
        publisher.close();
        publisher = started();
    }

    /** The same with another line for the key of the operator. */
    void restartPublisher(String words) throws Exception {
        settings.put("api-keys.operator", ApiKey.line(KEY, words));
        restartPublisher();
    }

    /** Opens a page of the console in a new state, such as {@code /fleet}. Who was signed in stays so. */
    void open(String page) {
        browser.open("http://127.0.0.1:" + publisher.port() + "/#" + page);
        await().atMost(LIMIT).until(() -> browser.count("#view[aria-busy]") == 0 && browser.count("h1") == 1);
    }

    /** Signs in with a key, in place of an earlier session, and comes to a page. */
    void signIn(String key, String page) {
        browser.command("Network.clearBrowserCookies", Map.of());
        open(page);
        await().atMost(LIMIT).until(() -> browser.count("#credential") == 1);
        browser.type("credential", key);
        browser.click(".sign-in form button");
        await().atMost(LIMIT).until(() -> browser.count("#who") == 1 && browser.count("#view[aria-busy]") == 0);
    }

    /** Holds answers back whose request has this in its address, also when the page has given the request up. */
    void holdAnswers(String part) {
        browser.run("""
                const part = arguments[0];
                const real = window.fetch;
                window.held = 0;
                const released = new Promise((release) => { window.release = release; });
                window.fetch = async (url, options) => {
                  if (!String(url).includes(part)) return real(url, options);
                  window.held++;
                  const answer = await real(url, { ...options, signal: undefined });
                  const json = await answer.json();
                  await released;
                  return Response.json(json, { status: answer.status });
                };
                """, part);
    }

    /** Waits until an answer is held back. */
    void awaitHeld() {
        await().atMost(LIMIT)
                .until(() -> browser.value("return window.held > 0").equals(true));
    }

    /** Lets the page have what was held back, and waits until it has drawn two frames. */
    void releaseAnswers() {
        browser.value(
                "window.release();"
                        + " return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
    }

    /** Waits until an element has a text. */
    void awaitText(String selector, String text) {
        await().atMost(LIMIT).until(() -> browser.textOf(selector), found -> found.contains(text));
    }

    @Override
    public void close() {
        browser.close();
        if (fleet != null) {
            fleet.close();
        }
        publisher.close();
    }
}
