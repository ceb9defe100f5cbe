package io.revocast.publisher.metrics;

import io.revocast.consumer.Counters;
import io.revocast.consumer.State;
import io.revocast.consumer.Status;
import io.revocast.publisher.authentication.AuthenticationObserver.Outcome;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.metrics.PublisherMetrics.Throttle;
import io.revocast.publisher.service.ServiceObserver.Ending;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PublisherMetricsTest {
    /** A comment, or name, labels and value, of the text format 0.0.4. */
    private static final Pattern LINE = Pattern.compile(
            "# HELP [a-z0-9_:]+ [^\\n]*"
                    + "|# TYPE [a-z0-9_:]+ (counter|gauge|summary|histogram|untyped)"
                    + "|[a-z0-9_:]+(\\{[a-z_]+=\"[^\"\\\\]*\"(,[a-z_]+=\"[^\"\\\\]*\")*\\})? (NaN|[+-]?Inf|-?[0-9.]+(E-?[0-9]+)?)");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_*]+)` \\|");

    private final PublisherMetrics metrics = new PublisherMetrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    /** Seen: the counters of messages stood still from the first garbage collection on. */
    @Test
    void countOfMessagesOutlivesAGarbageCollection() {
        AtomicLong messages = new AtomicLong(3);
        metrics.watchReceived("ssf", "refused", messages::get);
        WeakReference<Object> collected = new WeakReference<>(new Object());

        await().until(() -> {
            System.gc();
            return collected.get() == null;
        });
        messages.set(5);

        assertThat(metrics.scrape())
                .containsPattern("revocast_received_total\\{endpoint=\"ssf\",outcome=\"refused\"} 5");
    }

    /** Everything that can happen, once. */
    private String everything() {
        metrics.published("token", Ending.OK, 1_000_000);
        metrics.published("mixed", Ending.UNKNOWN, 1_000_000);
        metrics.throttled();
        metrics.throttled(Throttle.FAILURES);
        metrics.restored(1);
        metrics.authenticated(Outcome.OK);
        metrics.audited(true);
        metrics.watchReceived("ssf", "revoked", () -> 1);
        metrics.answered("GET", "/v1/revocations/{id}", 200, 1_000_000);
        metrics.watchRepair(() -> 3);
        metrics.watchTopic(() -> true);
        metrics.watchFleet(TestFleets.empty());
        metrics.arrived(Duration.ofMillis(40));
        metrics.failed();
        metrics.watchList(new ListView() {
            @Override
            public Status status() {
                return new Status(
                        State.CURRENT,
                        true,
                        true,
                        true,
                        null,
                        true,
                        3,
                        Long.MAX_VALUE,
                        7,
                        null,
                        Duration.ofMillis(1500),
                        null,
                        null,
                        new Counters(Map.of("events.applied.revoke", 5L, "events.ignored.expired", 2L)));
            }

            @Override
            public Map<String, Long> entries() {
                return Map.of("token", 2L, "claim", 1L);
            }
        });
        return metrics.scrape();
    }

    /** A rate sees no step in a series that begins with its first event, and the alert stays silent. */
    @Test
    void countersOfAlertsAreServedBeforeAnythingHappens() {
        assertThat(metrics.scrape())
                .contains("revocast_publish_seconds_count{kind=\"path\",outcome=\"unknown\"} 0\n")
                .contains("revocast_publish_seconds_count{kind=\"bulk\",outcome=\"unavailable\"} 0\n")
                .contains("revocast_publish_throttled_total{reason=\"reads\"} 0.0\n")
                .contains("revocast_publish_healed_total 0.0\n")
                .contains("revocast_authentications_total{outcome=\"wrong\"} 0.0\n")
                .contains("revocast_audit_total{outcome=\"failed\"} 0.0\n")
                .contains("revocast_fleet_canary_failures_total 0.0\n");
    }

    @Test
    void everyLineIsOfTheTextFormat() {
        assertThat(everything().lines()).allMatch(line -> LINE.matcher(line).matches());
    }

    @Test
    void scrapeSaysWhatHappened() {
        assertThat(everything())
                .contains("revocast_publish_seconds_count{kind=\"token\",outcome=\"ok\"} 1\n")
                .contains("revocast_publish_seconds_count{kind=\"mixed\",outcome=\"unknown\"} 1\n")
                .contains("revocast_publish_throttled_total{reason=\"requests\"} 1.0\n")
                .contains("revocast_publish_healed_total 1.0\n")
                .contains("revocast_repair_left 3.0\n")
                .contains("revocast_authentications_total{outcome=\"ok\"} 1.0\n")
                .contains("revocast_audit_total{outcome=\"written\"} 1.0\n")
                .contains("revocast_entries{kind=\"claim\"} 1.0\n")
                .contains("revocast_entries{kind=\"issuer\"} 0.0\n")
                .contains("revocast_state{state=\"current\"} 1.0\n")
                .contains("revocast_state{state=\"stale\"} 0.0\n")
                .contains("revocast_stream_lag 7.0\n")
                .contains("revocast_stream_age_seconds 1.5\n")
                .contains("revocast_clock_skew_seconds NaN\n")
                .contains("revocast_topic_verified 1.0\n")
                .contains("revocast_events_applied_total{op=\"revoke\"} 5.0\n")
                .contains("revocast_events_ignored_total{reason=\"expired\"} 2.0\n")
                .contains(
                        "http_server_requests_seconds_count{method=\"GET\",route=\"/v1/revocations/{id}\",status=\"200\"} 1\n");
    }

    @Test
    void everyReasonToIgnoreARecordIsServedAndDocumented() throws IOException {
        String scrape = everything();
        String page = Files.readString(Path.of("../docs/metrics.md"));
        String row = page.lines()
                .filter(line -> line.startsWith("| `revocast_events_ignored_total`"))
                .findFirst()
                .orElseThrow();

        assertThat(Counters.names().stream()
                        .filter(name -> name.startsWith("events.ignored."))
                        .map(name -> name.substring("events.ignored.".length())))
                .isNotEmpty()
                .allMatch(reason -> scrape.contains("revocast_events_ignored_total{reason=\"" + reason + "\"}"))
                .allMatch(reason -> row.contains(" " + reason));
        assertThat(scrape.lines().filter(line -> line.startsWith("revocast_events_ignored_total")))
                .hasSize(row.split(",", -1).length);
    }

    @Test
    void documentedNamesAreTheNamesAndTheOtherWayRound() throws IOException {
        String scrape = everything();
        Set<String> served = Pattern.compile("(?m)^# TYPE (\\S+)")
                .matcher(scrape)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = ROW.matcher(Files.readString(Path.of("../docs/metrics.md")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(served).allSatisfy(name -> assertThat(documented).anyMatch(row -> covers(row, name)));
        // A producer, which has these, needs a broker.
        documented.remove("kafka_producer_*");
        assertThat(documented).allSatisfy(row -> assertThat(served).anyMatch(name -> covers(row, name)));
    }

    private static boolean covers(String row, String name) {
        return Pattern.matches(row.replace("*", ".*"), name);
    }

    @Test
    @EnabledIf("hasPromtool")
    void promtoolFindsNothingWrong() throws Exception {
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(everything().getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said.lines().filter(line -> line.startsWith("revocast_"))).isEmpty();
    }

    static boolean hasPromtool() {
        boolean found = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
        if (!found) {
            System.out.println("promtool is not on the PATH: its check of the metrics is left out");
        }
        return found;
    }
}
