package io.revocast.publisher;

import io.revocast.cli.CommandRun;
import io.revocast.cli.CommandRun.Ended;
import io.revocast.consumer.internal.TopicPosition;
import io.revocast.consumer.internal.replay.RecentRequests;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.TestServers;
import io.revocast.publisher.query.RevocationListRoutes;
import io.revocast.publisher.service.Admission;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** An export of a million revocations, each of which is looked at once: pages would look at all of them a thousand times. */
class ExportIT {
    private static final int MILLION = 1_000_000;
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    /** Makes each revocation when it is looked at, so that the test itself keeps none. */
    private static final class Million implements LiveRevocations {
        final AtomicInteger looks = new AtomicInteger();

        @Override
        public boolean isReplayed() {
            return true;
        }

        @Override
        public int replay() {
            return 1;
        }

        @Override
        public Optional<String> unsettled() {
            return Optional.empty();
        }

        @Override
        public Optional<TopicPosition> position() {
            return Optional.of(new TopicPosition("topic", Map.of(0, (long) MILLION)));
        }

        @Override
        public Optional<LiveRevocation> find(Target target) {
            return Optional.empty();
        }

        @Override
        public Optional<RecentRequests.First> firstOf(UUID request) {
            return Optional.empty();
        }

        @Override
        public boolean hasExtended(Receipt receipt, UUID id) {
            return false;
        }

        @Override
        public boolean madeLive(Receipt receipt, UUID id) {
            return false;
        }

        @Override
        public Stream<LiveRevocation> live() {
            looks.incrementAndGet();
            return IntStream.range(0, MILLION)
                    .mapToObj(i -> new LiveRevocation(
                            new Revocation(new Target.Token("https://issuer.example", "token-" + i), NOW, null),
                            new Origin(new UUID(0, i), NOW, "left", null, "portal"),
                            new Receipt("topic", 0, i),
                            false));
        }

        @Override
        public boolean awaitApplied(Receipt receipt, Duration timeout) {
            return true;
        }
    }

    @Test
    void millionIsExportedInOneLook() throws Exception {
        Million live = new Million();
        try (HttpServer server = TestServers.of(List.of(new RevocationListRoutes(
                new EndpointAccess(TestServers.authenticator(new ApiKeyResolver(List.of()), true), Admission.UNLIMITED),
                live)))) {
            server.start();
            CommandRun commands = CommandRun.at(URI.create("http://127.0.0.1:" + server.port()))
                    .without("REVOCAST_API_KEY")
                    .discardingOutput();
            long start = System.nanoTime();

            Ended ended = commands.run("export");

            assertThat(ended.err()).endsWith(MILLION + " exported\n");
            assertThat(ended.exitCode()).isZero();
            assertThat(live.looks).hasValue(1);
            System.out.println(MILLION + " exported in " + Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
