package io.revocast.publisher.query;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.consumer.internal.replay.RecentRequests;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.publisher.append.EventFeed;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.credentials.CredentialResolver;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.TestServers;
import io.revocast.publisher.service.Admission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class EventRoutesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MOST_CLIENTS = 100;
    private static final Pattern JTI = Pattern.compile("\"jti\":\"t(\\d+)\"");
    private static final String READER = ApiKey.generate();
    private static final String OF_B = ApiKey.generate();
    private static final String WRITER = ApiKey.generate();

    private final Feed feed = new Feed();
    private final Known known = new Known();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ApiKeyResolver keys = new ApiKeyResolver(List.of(
            ApiKey.parse("reader", ApiKey.line(READER, "- read")),
            ApiKey.parse("of-b", ApiKey.line(OF_B, "- read issuer=https://b")),
            ApiKey.parse("writer", ApiKey.line(WRITER, "*"))));
    private volatile boolean accepted = true;
    private final CredentialResolver callers = credential -> accepted ? keys.find(credential) : Optional.empty();
    private final EventRoutes events = new EventRoutes(
            new EndpointAccess(TestServers.authenticator(callers, false), Admission.UNLIMITED),
            feed,
            known,
            MOST_CLIENTS);
    private final HttpServer server = TestServers.of(List.of(events));

    /** A feed that a test tells what to say. */
    private static final class Feed implements EventFeed {
        final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

        @Override
        public Registration register(Consumer<Change> listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        void tell(Change change) {
            listeners.forEach(each -> each.accept(change));
        }
    }

    private static final class Known implements LiveRevocations {
        final List<LiveRevocation> live = new CopyOnWriteArrayList<>();
        volatile Supplier<Stream<LiveRevocation>> made = live::stream;
        volatile TopicPosition position = new TopicPosition("topic", Map.of(0, 100L));
        volatile boolean replayed = true;

        @Override
        public boolean isReplayed() {
            return replayed;
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
            return Optional.of(position);
        }

        @Override
        public Optional<LiveRevocation> find(Target target) {
            return live.stream()
                    .filter(each -> each.revocation().target().equals(target))
                    .findFirst();
        }

        @Override
        public boolean madeLive(Receipt receipt, UUID id) {
            return false;
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
        public Stream<LiveRevocation> live() {
            return made.get();
        }

        @Override
        public boolean awaitApplied(Receipt receipt, Duration timeout) {
            return true;
        }
    }

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        events.close();
        server.close();
    }

    private static LiveRevocation revoked(String jti, int partition, long offset) {
        return revoked("https://a", jti, partition, offset);
    }

    private static LiveRevocation revoked(String issuer, String jti, int partition, long offset) {
        Instant now = Instant.parse("2026-11-23T12:00:00Z");
        return new LiveRevocation(
                new Revocation(new Target.Token(issuer, jti), now.plusSeconds(60), null),
                new Origin(new UUID(0, offset), now, "test", null, "alice"),
                new Receipt("topic", partition, offset),
                false);
    }

    private HttpResponse<InputStream> connect(String key, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/v1/events"))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + key);
        return http.send(
                (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofInputStream());
    }

    private static BufferedReader reader(HttpResponse<InputStream> answer) {
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** The lines of the next event; none when the stream has ended. Fails when only comments come within the limit. */
    private static List<String> next(BufferedReader stream) throws IOException {
        long start = System.nanoTime();
        List<String> lines = new ArrayList<>();
        for (String line = stream.readLine(); line != null; line = stream.readLine()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("waiting for an event")
                    .isLessThan(LIMIT);
            if (line.isEmpty() && !lines.isEmpty()) {
                return lines;
            }
            if (!line.isEmpty() && !line.startsWith(":")) {
                lines.add(line);
            }
        }
        return lines;
    }

    @Test
    void changesAreSentAsTheyHappen() throws Exception {
        HttpResponse<InputStream> answer = connect(READER);
        try (BufferedReader stream = reader(answer)) {
            feed.tell(new EventFeed.Change.Revoked(revoked("t1", 2, 17)));
            feed.tell(new EventFeed.Change.Reinstated(new Target.Token("https://a", "t1")));

            assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream;charset=utf-8");
            assertThat(next(stream))
                    .containsExactly(
                            "id: 2-17-topic",
                            "event: revoked",
                            "data: {\"id\":\"00000000-0000-0000-0000-000000000011\",\"target\":{\"kind\":\"token\","
                                    + "\"issuer\":\"https://a\",\"jti\":\"t1\"},\"expiresAt\":\"2026-11-23T12:01:00Z\","
                                    + "\"at\":\"2026-11-23T12:00:00Z\",\"reason\":\"test\",\"by\":\"alice\","
                                    + "\"receipt\":{\"topicId\":\"topic\",\"partition\":2,\"offset\":17}}");
            assertThat(next(stream))
                    .containsExactly(
                            "event: reinstated",
                            "data: {\"target\":{\"kind\":\"token\",\"issuer\":\"https://a\",\"jti\":\"t1\"}}");
        }
    }

    /** The feed leaves the first replay out: a client that came during it would never get what it read. */
    @Test
    void clientThatComesDuringTheFirstReplayComesAgainLater() throws Exception {
        known.replayed = false;

        assertThat(connect(READER).statusCode()).isEqualTo(503);
        assertThat(connect(READER, "Last-Event-ID", "0-1-topic").statusCode()).isEqualTo(503);
        assertThat(feed.listeners).isEmpty();
    }

    @Test
    void whoComesAgainIsSentWhatIsNewerAndNothingTwice() throws Exception {
        known.live.addAll(
                List.of(revoked("t3", 0, 3), revoked("t1", 0, 1), revoked("t2", 0, 2), revoked("elsewhere", 1, 9)));
        try (BufferedReader stream = reader(connect(READER, "Last-Event-ID", "0-1-topic"))) {
            feed.tell(new EventFeed.Change.Revoked(revoked("t3", 0, 3)));
            // The list has a change before the feed reports it.
            known.live.add(revoked("t4", 0, 4));
            feed.tell(new EventFeed.Change.Revoked(revoked("t4", 0, 4)));

            List<List<String>> sent = List.of(next(stream), next(stream), next(stream));
            assertThat(sent.get(0).get(0)).isEqualTo("id: 0-2-topic");
            assertThat(sent.get(1).get(0)).isEqualTo("id: 0-3-topic");
            // Without an id when the last look through the list found it before the feed told of it.
            assertThat(sent.get(2).toString()).contains("\"t4\"");
            known.live.add(revoked("t5", 0, 5));
            feed.tell(new EventFeed.Change.Revoked(revoked("t5", 0, 5)));
            assertThat(next(stream).toString()).as("t4 is not sent again").contains("\"t5\"");
        }
    }

    @Test
    void idOfAnEarlierReleaseCountsInTheTopicAsItIsNow() throws Exception {
        known.live.addAll(List.of(revoked("t1", 0, 1), revoked("t2", 0, 2)));
        try (BufferedReader stream = reader(connect(READER, "Last-Event-ID", "0-1"))) {
            assertThat(next(stream).get(0)).isEqualTo("id: 0-2-topic");
        }
    }

    /** Its last id says nothing about the present topic. The events have no ids, so that an interrupted client begins again. */
    @Test
    void clientOfATopicThatWasRecreatedSinceIsSentEverythingThatIsLive() throws Exception {
        known.live.addAll(List.of(revoked("t1", 0, 1), revoked("t2", 0, 2), revoked("t9", 0, 9)));
        known.position = new TopicPosition("topic", Map.of(0, 10L));
        try (BufferedReader stream = reader(connect(READER, "Last-Event-ID", "0-17-before"))) {
            List<List<String>> sent = List.of(next(stream), next(stream), next(stream));
            assertThat(sent).allSatisfy(event -> assertThat(event.get(0)).isEqualTo("event: revoked"));
            assertThat(sent.toString()).contains("\"t1\"", "\"t2\"", "\"t9\"");
            assertThat(next(stream)).containsExactly("id: 0-9-topic");
            known.live.add(revoked("t10", 0, 10));
            feed.tell(new EventFeed.Change.Revoked(revoked("t10", 0, 10)));
            assertThat(next(stream).get(0)).isEqualTo("id: 0-10-topic");
        }
    }

    @Test
    void moreThanOnePageOfMissedRevocationsIsSentInTheOrderOfTheLog() throws Exception {
        int many = 5 * MissedEvents.PAGE;
        known.made = () -> IntStream.rangeClosed(1, many).mapToObj(i -> revoked("t", 0, many + 1L - i));
        known.position = new TopicPosition("topic", Map.of(0, many + 1L));
        try (BufferedReader stream = reader(connect(READER, "Last-Event-ID", "0-0-topic"))) {
            for (int i = 1; i <= many; i++) {
                assertThat(next(stream).get(0)).isEqualTo("id: 0-" + i + "-topic");
            }
        }
    }

    /** Seen: a client that came again under load never got thousands of revocations. */
    @Test
    void revocationThatIsAddedBehindTheScanIsNotSkipped() throws Exception {
        known.position = new TopicPosition("topic", Map.of(0, 3L));
        known.made = () -> {
            // The scan meets offset 5 and not 3 and 4, which were added behind it while it ran.
            known.live.addAll(List.of(revoked("t3", 0, 3), revoked("t4", 0, 4)));
            known.position = new TopicPosition("topic", Map.of(0, 6L));
            known.made = known.live::stream;
            return Stream.of(revoked("t2", 0, 2), revoked("t5", 0, 5));
        };
        known.live.addAll(List.of(revoked("t2", 0, 2), revoked("t5", 0, 5)));
        try (BufferedReader stream = reader(connect(READER, "Last-Event-ID", "0-1-topic"))) {
            for (int i = 2; i <= 5; i++) {
                assertThat(next(stream).get(0)).isEqualTo("id: 0-" + i + "-topic");
            }
        }
    }

    /** The feed may tell of a record before the list's position covers it. */
    @Test
    void revocationAfterThePositionIsSentOnceAndWithoutAnId() throws Exception {
        known.position = new TopicPosition("topic", Map.of(0, 3L));
        known.live.addAll(List.of(revoked("t2", 0, 2), revoked("t4", 0, 4)));
        try (BufferedReader stream = reader(connect(READER, "Last-Event-ID", "0-1-topic"))) {
            assertThat(next(stream).get(0)).isEqualTo("id: 0-2-topic");
            List<String> ahead = next(stream);
            assertThat(ahead.get(0)).isEqualTo("event: revoked");
            assertThat(ahead.get(1)).contains("\"t4\"");
            feed.tell(new EventFeed.Change.Revoked(revoked("t3", 0, 3)));
            feed.tell(new EventFeed.Change.Revoked(revoked("t4", 0, 4)));
            feed.tell(new EventFeed.Change.Revoked(revoked("t5", 0, 5)));
            assertThat(next(stream).get(0)).isEqualTo("id: 0-3-topic");
            assertThat(next(stream).get(0)).isEqualTo("id: 0-5-topic");
        }
    }

    /** The list grows by a hundred thousand while a client reads, breaks off and comes again. */
    @Test
    void clientThatComesAgainWhileTheListGrowsMissesNothing() throws Exception {
        int many = 100_000;
        ConcurrentHashMap<String, LiveRevocation> growing = new ConcurrentHashMap<>();
        Semaphore room = new Semaphore(many / 5);
        known.made = () -> growing.values().stream();
        known.position = new TopicPosition("topic", Map.of(0, 0L));
        Thread writer = new Thread(() -> {
            for (int i = 1; i <= many; i++) {
                room.acquireUninterruptibly();
                LiveRevocation revoked = revoked("t" + i, 0, i);
                growing.put("t" + i, revoked);
                feed.tell(new EventFeed.Change.Revoked(revoked));
                if (i % 500 == 0 || i == many) {
                    known.position = new TopicPosition("topic", Map.of(0, i + 1L));
                }
            }
        });
        BitSet seen = new BitSet();
        String last = "0-0-topic";
        writer.start();
        try {
            while (seen.cardinality() < many) {
                try (BufferedReader stream = reader(connect(READER, "Last-Event-ID", last))) {
                    for (int i = 0; i < 15_000 && seen.cardinality() < many; i++) {
                        List<String> event = next(stream);
                        if (event.isEmpty()) {
                            break;
                        }
                        room.release();
                        Matcher jti = JTI.matcher(event.toString());
                        assertThat(jti.find()).isTrue();
                        seen.set(Integer.parseInt(jti.group(1)));
                        last = event.get(0).startsWith("id: ") ? event.get(0).substring(4) : last;
                    }
                } catch (IOException e) {
                    // Too slow, and dropped.
                }
                if (!writer.isAlive() && last.equals("0-" + many + "-topic")) {
                    break;
                }
            }
        } finally {
            room.release(many);
            writer.join();
        }
        assertThat(seen.cardinality()).isEqualTo(many);
    }

    @Test
    void whatIsTakenBackWhileThePastIsSentIsToldUnlessItIsRevokedAgain() throws Exception {
        Target.Token backAgain = new Target.Token("https://a", "t2");
        known.made = () -> {
            // While the past is looked up.
            feed.tell(new EventFeed.Change.Reinstated(new Target.Token("https://a", "t1")));
            feed.tell(new EventFeed.Change.Reinstated(backAgain));
            known.made = known.live::stream;
            return known.live.stream();
        };
        known.live.add(revoked("t2", 0, 2));
        try (BufferedReader stream = reader(connect(READER, "Last-Event-ID", "0-1-topic"))) {
            assertThat(next(stream).get(0)).isEqualTo("id: 0-2-topic");
            assertThat(next(stream).get(1)).contains("\"t1\"");
            feed.tell(new EventFeed.Change.Reinstated(backAgain));
            assertThat(next(stream).get(1)).contains("\"t2\"");
        }
    }

    @Test
    void streamEndsWhenItsCredentialIsNoLongerAccepted() throws Exception {
        try (BufferedReader stream = reader(connect(READER))) {
            feed.tell(new EventFeed.Change.Revoked(revoked("t1", 0, 1)));
            assertThat(next(stream)).isNotEmpty();

            accepted = false;

            assertThat(next(stream)).isEmpty();
            await().atMost(LIMIT).until(() -> events.clients() == 0);
        }
    }

    @Test
    void callerLimitedToAnIssuerSeesNoOther() throws Exception {
        known.live.addAll(List.of(revoked("https://b", "b1", 0, 1), revoked("https://a", "a1", 0, 2)));
        try (BufferedReader stream = reader(connect(OF_B, "Last-Event-ID", "0-0-topic"))) {
            assertThat(next(stream).toString()).contains("https://b", "b1");
            feed.tell(new EventFeed.Change.Revoked(revoked("https://a", "a2", 0, 3)));
            feed.tell(new EventFeed.Change.Reinstated(new Target.Token("https://a", "a1")));
            feed.tell(new EventFeed.Change.Revoked(revoked("https://b", "b2", 0, 4)));

            assertThat(next(stream).toString()).contains("https://b", "b2");
        }
    }

    @Test
    void readersOnlyAndOnlyWithAnIdThatWasSent() throws Exception {
        assertThat(connect("rvk_unknown").statusCode()).isEqualTo(401);
        assertThat(connect(WRITER).statusCode()).isEqualTo(403);
        assertThat(connect(READER, "Last-Event-ID", "0-1; drop").statusCode()).isEqualTo(400);
        assertThat(connect(READER, "Accept", "application/json").statusCode()).isEqualTo(406);
        assertThat(events.clients()).isZero();
    }

    @Test
    void clientThatDoesNotReadIsDropped() throws Exception {
        try (Socket lazy = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            lazy.setReceiveBufferSize(4096);
            lazy.getOutputStream()
                    .write(("GET /v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + READER + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().atMost(LIMIT).until(() -> feed.listeners.size() == 1);
            EventFeed.Change change = new EventFeed.Change.Revoked(revoked("x".repeat(900), 0, 1));

            await().atMost(LIMIT).until(() -> {
                for (int i = 0; i < EventStream.CAPACITY; i++) {
                    feed.tell(change);
                }
                return events.clients() == 0;
            });

            assertThat(feed.listeners).isEmpty();
        }
    }

    @Test
    void oneMoreThanTheMostIsToldToComeLater() throws Exception {
        List<HttpResponse<InputStream>> clients = new ArrayList<>();
        for (int i = 0; i < MOST_CLIENTS; i++) {
            clients.add(connect(READER));
        }

        HttpResponse<InputStream> refused = connect(READER);

        assertThat(clients).allMatch(each -> each.statusCode() == 200);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("30");
        assertThat(new String(refused.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("there are 100 clients of the event stream already");
        for (HttpResponse<InputStream> each : clients) {
            each.body().close();
        }
        await().atMost(LIMIT).until(() -> {
            feed.tell(new EventFeed.Change.Revoked(revoked("t", 0, 1)));
            return events.clients() == 0;
        });
    }

    @Test
    void closingEndsTheStreams() throws Exception {
        try (BufferedReader stream = reader(connect(READER))) {
            events.close();

            assertThat(next(stream)).isEmpty();
            await().atMost(LIMIT).until(() -> events.clients() == 0);
        }
    }
}
