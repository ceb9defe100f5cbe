package io.revocast.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.revocast.consumer.Counters;
import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.State;
import io.revocast.consumer.Status;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.TestToken;
import io.revocast.event.Target;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class RevocationMetricsTest {
    private static final Target ALICE = new Target.Claim(TestToken.ISSUER, "sub", "alice");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(revocast_[a-z0-9_*]+)` \\|");

    private final MutableClock time = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final FakeRevocations revocations = new FakeRevocations(FailurePolicy.DENY, time);
    private final MockClock clock = new MockClock();
    private final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);

    private double value(String name, String... tags) {
        clock.add(Duration.ofSeconds(1));
        return registry.get(name)
                .tags(Tags.of(tags).and("topic", "revocast.revocations"))
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    private static String scrapeOf(RevocationList list) {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (RevocationMetrics metrics = new RevocationMetrics(list)) {
            metrics.bindTo(prometheus);
            return prometheus.scrape();
        } finally {
            prometheus.close();
        }
    }

    @Test
    void countersBeginAtZeroAndFollowTheList() {
        new RevocationMetrics(revocations).bindTo(registry);

        assertThat(value("revocast.checks", "result", "revoked")).isZero();
        assertThat(value("revocast.checks", "result", "denied_stale")).isZero();

        revocations.revoke(ALICE);
        Verdict revoked = revocations.check(TestToken.withClaim("sub", "alice", 0));
        revocations.makeStale();
        Verdict unknown = revocations.check(TestToken.withClaim("sub", "bob", 0));

        assertThat(revoked.accepted() || unknown.accepted()).isFalse();
        assertThat(value("revocast.checks", "result", "revoked")).isEqualTo(1);
        assertThat(value("revocast.checks", "result", "denied_stale")).isEqualTo(1);
        assertThat(value("revocast.events.applied", "op", "revoke")).isEqualTo(1);
        assertThat(value("revocast.entries")).isEqualTo(1);
        assertThat(value("revocast.entries.limit")).isNaN();
    }

    @Test
    void oneStateIsOne() {
        new RevocationMetrics(revocations).bindTo(registry);

        assertThat(value("revocast.state", "state", "current")).isEqualTo(1);
        revocations.makeStale();
        for (State state : State.values()) {
            assertThat(value("revocast.state", "state", state.wireName())).isEqualTo(state == State.STALE ? 1 : 0);
        }
    }

    @Test
    void propagationIsTimedInBuckets() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new RevocationMetrics(revocations).bindTo(prometheus);

        revocations.revoke(ALICE);

        assertThat(prometheus.scrape())
                .contains("revocast_propagation_seconds_count{topic=\"revocast.revocations\"} 1\n")
                .contains("revocast_propagation_seconds_bucket{topic=\"revocast.revocations\",le=\"0.001\"} 1\n")
                .contains("revocast_propagation_seconds_bucket{topic=\"revocast.revocations\",le=\"30.0\"} 1\n");
    }

    @Test
    void asksForOneStatusPerScrape() {
        AtomicInteger asked = new AtomicInteger();
        RevocationList counting = (RevocationList) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RevocationList.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("status")) {
                        asked.incrementAndGet();
                    }
                    try {
                        return method.invoke(revocations, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        new RevocationMetrics(counting).bindTo(registry);

        registry.getMeters().forEach(meter -> meter.measure().forEach(each -> each.getValue()));
        assertThat(asked).hasValue(1);

        clock.add(Duration.ofMillis(201));
        registry.getMeters().forEach(meter -> meter.measure().forEach(each -> each.getValue()));
        assertThat(asked).hasValue(2);
    }

    @Test
    void noTagContainsATarget() {
        new RevocationMetrics(revocations).bindTo(registry);
        revocations.revoke(ALICE);
        revocations.revoke(new Target.Token(TestToken.ISSUER, "jti-1"));

        Set<String> tags = registry.getMeters().stream()
                .map(Meter::getId)
                .flatMap(id -> id.getTags().stream())
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(tags).noneMatch(tag -> tag.contains("alice") || tag.contains("jti-1") || tag.contains("issuer."));
        assertThat(tags.stream().map(tag -> tag.replaceAll("=.*", "")))
                .containsOnly("topic", "state", "thread", "result", "op", "reason", "le");
        assertThat(registry.getMeters()).hasSizeLessThan(80);
    }

    @Test
    void severalListsShareARegistry() {
        FakeRevocations other = new FakeRevocations();
        new RevocationMetrics(revocations).bindTo(registry);
        new RevocationMetrics(other, Tags.of("cluster", "eu")).bindTo(registry);

        other.revoke(ALICE);

        assertThat(value("revocast.entries", "cluster", "eu")).isEqualTo(1);
        assertThat(registry.get("revocast.entries").gauges().stream()
                        .filter(gauge -> gauge.getId().getTag("cluster") == null)
                        .map(gauge -> gauge.value()))
                .containsExactly(0.0);
    }

    @Test
    void bindsToARegistryOnceAndToSeveral() {
        RevocationMetrics metrics = new RevocationMetrics(revocations);
        MeterRegistry second = new SimpleMeterRegistry();
        metrics.bindTo(registry);
        metrics.bindTo(registry);
        metrics.bindTo(second);

        revocations.revoke(ALICE);

        assertThat(registry.get("revocast.propagation").timer().count()).isEqualTo(1);
        assertThat(second.get("revocast.propagation").timer().count()).isEqualTo(1);
    }

    @Test
    void closingRemovesTheMetersAndTheListener() {
        RevocationMetrics metrics = new RevocationMetrics(revocations);
        metrics.bindTo(registry);
        assertThat(registry.getMeters()).isNotEmpty();

        metrics.close();
        metrics.close();

        assertThat(registry.getMeters()).isEmpty();
        assertThatThrownBy(() -> metrics.bindTo(registry))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("these metrics are closed; build others for the list");
    }

    @Test
    void aClosedListShowsItsState() {
        new RevocationMetrics(revocations).bindTo(registry);
        revocations.close();

        assertThat(value("revocast.state", "state", "closed")).isEqualTo(1);
    }

    @Test
    void theRegistryKeepsMetersWhoseBinderIsGone() {
        WeakReference<RevocationMetrics> binder = bound();
        await().until(() -> {
            System.gc();
            return binder.get() == null;
        });

        Verdict verdict = revocations.check(TestToken.withJti("1"));

        assertThat(verdict.accepted()).isTrue();
        assertThat(value("revocast.checks", "result", "not_revoked")).isEqualTo(1);
    }

    private WeakReference<RevocationMetrics> bound() {
        RevocationMetrics metrics = new RevocationMetrics(revocations);
        metrics.bindTo(registry);
        return new WeakReference<>(metrics);
    }

    @Test
    void everyCounterOfTheListIsAMeter() {
        new RevocationMetrics(revocations).bindTo(registry);
        Status status = revocations.status();

        assertThat(registry.getMeters().stream()
                        .filter(meter -> meter.getId().getType() == Meter.Type.COUNTER)
                        .count())
                .isEqualTo(status.counters().values().size());
        assertThat(CounterMeter.all())
                .allSatisfy(meter -> assertThat(meter.description()).doesNotStartWith("Counter "));
        assertThat(Counters.names()).hasSize(CounterMeter.all().size());
    }

    @Test
    void documentedNamesAreTheNamesOfAScrape() throws IOException {
        Set<String> served = Pattern.compile("(?m)^# TYPE (\\S+)")
                .matcher(scrapeOf(revocations))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = ROW.matcher(Files.readString(Path.of("../docs/library.md")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(served);
    }
}
