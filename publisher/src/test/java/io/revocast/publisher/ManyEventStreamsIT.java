package io.revocast.publisher;

import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** As many clients of the event stream as a publisher takes, of which some do not read. */
class ManyEventStreamsIT {
    private static final int CLIENTS = 500;
    private static final int LAZY = 50;
    private static final int MOST_BATCHES = 300;
    private static final int BATCH = 100;
    private static final long MEBIBYTE = 1 << 20;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern JTI = Pattern.compile("\"jti\":\"([^\"]+)\"");
    private static final String KEY = ApiKey.generate();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ExecutorService readers = Executors.newCachedThreadPool();

    /** A client that reads, and remembers which revocations came. */
    private static final class Reader {
        private final Set<String> seen = ConcurrentHashMap.newKeySet();
        private volatile boolean ended;

        void read(Socket socket) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Matcher jti = JTI.matcher(line);
                    if (jti.find()) {
                        seen.add(jti.group(1));
                    }
                }
            } catch (IOException e) {
                // The test is over, or the publisher dropped the client.
            }
            ended = true;
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        readers.shutdownNow();
        assertThat(readers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private Publisher started() throws Exception {
        Map<String, String> settings = Map.of(
                "kafka.bootstrap.servers",
                TestKafka.shared().bootstrapServers(),
                "topic.name",
                TestKafka.uniqueTopicName("revocations"),
                "fleet.topic",
                "none",
                "audit.topic",
                "none",
                "http.port",
                "0",
                "http.max-connections-per-address",
                "600",
                "api-keys.test",
                ApiKey.line(KEY, "* read"));
        Publisher publisher =
                new Publisher(PublisherConfig.load(new Sources(settings, Map.of(), Map.of(), null), false));
        opened.add(publisher);
        publisher.start();
        return publisher;
    }

    private Socket connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        opened.add(0, socket);
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) LIMIT.toMillis());
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.getOutputStream()
                .write(("GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + KEY + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Each has a note, so that few fill the buffers of a socket. */
    private static String batch(int first) {
        StringBuilder text = new StringBuilder("{\"revocations\":[");
        for (int i = 0; i < BATCH; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"t")
                    .append(first + i)
                    .append("\"},\"expiresAt\":\"")
                    .append(Instant.now().plusSeconds(3600))
                    .append("\",\"note\":\"")
                    .append("n".repeat(1000))
                    .append("\"}");
        }
        return text.append("]}").toString();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("revocast-events"))
                .count();
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void clientsThatDoNotReadAreDroppedAndTheOthersMissNothing() throws Exception {
        Publisher publisher = started();
        ApiClient client = new ApiClient(publisher.port(), KEY);
        await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
        long heapBefore = usedHeap();
        // Of other tests in this process.
        long others = threads();
        List<Reader> reading = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            if (i % (CLIENTS / LAZY) == 0) {
                connect(publisher.port(), 4096);
            } else {
                Socket socket = connect(publisher.port(), 0);
                Reader reader = new Reader();
                reading.add(reader);
                readers.execute(() -> reader.read(socket));
            }
        }
        await().atMost(LIMIT).until(() -> threads() - others == CLIENTS);

        int sent = 0;
        long mostHeap = 0;
        for (int i = 0; i < MOST_BATCHES && threads() - others > CLIENTS - LAZY; i++) {
            String batch = batch(sent);
            // A busy broker may not confirm in time; the same again is safe.
            await().atMost(LIMIT).until(() -> client.revoke(batch).status() < 300);
            sent += BATCH;
            int all = sent;
            // A client that reads is never a thousand events behind.
            await().atMost(LIMIT)
                    .until(() -> reading.stream().allMatch(each -> each.ended || each.seen.size() >= all - 200));
            mostHeap = i % 50 == 0 ? Math.max(mostHeap, usedHeap()) : mostHeap;
        }
        int all = sent;
        await().atMost(LIMIT).until(() -> threads() - others == CLIENTS - LAZY);
        await().atMost(LIMIT).until(() -> reading.stream().allMatch(each -> each.seen.size() == all));

        long grown = (mostHeap - heapBefore) / MEBIBYTE;
        System.out.println(CLIENTS + " event streams, " + LAZY + " of which do not read: " + all
                + " revocations to each of the others, heap grew by at most " + grown + " MiB");
        assertThat(reading).noneMatch(each -> each.ended);
        assertThat(grown).isLessThan(512);
        assertThat(client.get("/").status()).isEqualTo(200);
        assertThat(client.get("/v1/overview").status()).isEqualTo(200);
        Socket again = connect(publisher.port(), 0);
        assertThat(again.getInputStream().read()).as("there is room for others").isEqualTo('H');
    }
}
