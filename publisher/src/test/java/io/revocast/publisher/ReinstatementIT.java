package io.revocast.publisher;

import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.ListOptions;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ReinstatementIT {
    private static final int TARGETS = 20;
    private static final long LIMIT_SECONDS = 60;

    @RegisterExtension
    final RunningPublishers publishers = new RunningPublishers(Map.of());

    private final String topic = publishers.topic();

    private KafkaRevocationList reader(boolean keepOrigins) throws Exception {
        KafkaRevocationList list = new ListOptions()
                .bootstrapServers(TestKafka.shared().bootstrapServers())
                .topic(topic)
                .keepOrigins(keepOrigins)
                .build();
        publishers.closeLater(list);
        list.start();
        assertThat(list.awaitCurrent(Duration.ofSeconds(30))).isTrue();
        return list;
    }

    private static String target(int number) {
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"r" + number + "\"}";
    }

    private static Target.Token token(int number) {
        return new Target.Token("https://issuer", "r" + number);
    }

    @Test
    void servicesAcceptTheTokenAgainAndAReplayAgrees() throws Exception {
        ApiClient client = publishers.startReady();
        KafkaRevocationList before = reader(true);
        Answer revoked = client.revoke(target(1) + "}");
        await().atMost(30, TimeUnit.SECONDS).until(() -> before.find(token(1)).isPresent());

        Answer back = client.reinstate("{\"id\":\"" + revoked.json().path("id").asText()
                + "\",\"reason\":\"mistake\",\"note\":\"wrong user\"}");

        assertThat(back.json().path("outcome").asText()).isEqualTo("reinstated");
        await().atMost(30, TimeUnit.SECONDS).until(() -> before.find(token(1)).isEmpty());
        assertThat(reader(true).live()).isEmpty();
        assertThat(client.revoke(target(1) + "}").json().path("outcome").asText())
                .isEqualTo("created");
    }

    /**
     * Two publishers revoke and reinstate the same targets at the same time. In the end, in any order, the last
     * record of each target alone decides what every reader answers. A revocation that stands in the log after what its
     * reinstatement had read is live.
     */
    @Test
    void whateverRacesTheLastRecordOfEachTargetTellsWhatEveryReaderSays() throws Exception {
        List<ApiClient> clients = List.of(publishers.startReady(), publishers.startReady());
        ExecutorService callers = Executors.newFixedThreadPool(6);
        List<Future<?>> pending = new ArrayList<>();
        for (int caller = 0; caller < 6; caller++) {
            Random random = new Random(caller);
            ApiClient client = clients.get(caller % 2);
            pending.add(callers.submit(() -> {
                for (int i = 0; i < 60; i++) {
                    int number = random.nextInt(TARGETS);
                    Answer answer = random.nextBoolean()
                            ? client.revoke(target(number) + ",\"expiresAt\":\""
                                    + Instant.now().plusSeconds(3600 + random.nextInt(3600)) + "\"}")
                            : client.reinstate(target(number) + "}");
                    // 503: something took it back at the same time; nothing is claimed.
                    assertThat(answer.status()).isIn(200, 201, 503);
                }
                return null;
            }));
        }
        for (Future<?> each : pending) {
            each.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        callers.shutdown();

        KafkaRevocationList reader = reader(true);
        await().atMost(LIMIT_SECONDS, TimeUnit.SECONDS).untilAsserted(() -> {
            List<ConsumerRecord<byte[], byte[]>> log = log();
            Set<String> expected = liveByTheRules(log);
            assertThat(liveByTheLastRecord(log)).isEqualTo(expected);
            assertThat(live(reader)).isEqualTo(expected);
            for (ApiClient publisher : clients) {
                assertThat(new TreeSet<>(publisher
                                .get("/v1/revocations?limit=1000")
                                .json()
                                .findValuesAsText("jti")))
                        .isEqualTo(expected);
            }
        });
        assertThat(live(reader(true))).isEqualTo(live(reader));
    }

    private static Set<String> live(KafkaRevocationList list) {
        return list.live()
                .map(live -> ((Target.Token) live.revocation().target()).id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<ConsumerRecord<byte[], byte[]>> log() {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestKafka.shared().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(each -> {
                    if (!EventCodec.isHeartbeat(each.key(), 0)) {
                        log.add(each);
                    }
                });
            }
        }
        return log;
    }

    private static Set<String> liveByTheLastRecord(List<ConsumerRecord<byte[], byte[]>> log) throws Exception {
        Map<String, RevocationEvent> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> each : log) {
            Target.Token target = (Target.Token) EventCodec.decodeKey(each.key());
            last.put(target.id(), EventCodec.decodeValue(target, each.value()));
        }
        last.values().removeIf(RevocationEvent.Reinstated.class::isInstance);
        return new TreeSet<>(last.keySet());
    }

    /** Two publishers revoked one token. The later one is killed before it appends its revocation under the first id. */
    @Test
    void firstIdIsStillTheIdOfTheRevocationOnceCompactionHasLeftOnlyTheLastRecord() throws Exception {
        String first = publishers
                .startReady()
                .revoke(target(1) + "}")
                .json()
                .path("id")
                .asText();
        publishers.closeNewest();
        RevocationEvent.Revoked written = (RevocationEvent.Revoked)
                EventCodec.decodeValue(token(1), log().get(0).value());
        Origin other = new Origin(UUID.randomUUID(), Instant.now().truncatedTo(ChronoUnit.MILLIS), null, null, "other");
        TestKafka.shared()
                .append(
                        topic,
                        EventCodec.encodeKey(token(1)),
                        EventCodec.encodeValue(new RevocationEvent.Revoked(written.revocation(), other)));

        publishers.startReady();

        await().atMost(LIMIT_SECONDS, TimeUnit.SECONDS).untilAsserted(() -> {
            List<ConsumerRecord<byte[], byte[]>> log = log();
            RevocationEvent last =
                    EventCodec.decodeValue(token(1), log.get(log.size() - 1).value());
            assertThat(last.origin().id()).hasToString(first);
        });
    }

    /** The contract's rules, told a second time: who is revoked, given the whole log. */
    private static Set<String> liveByTheRules(List<ConsumerRecord<byte[], byte[]>> log) throws Exception {
        Map<String, Long> lastOffset = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> each : log) {
            Target.Token target = (Target.Token) EventCodec.decodeKey(each.key());
            RevocationEvent event = EventCodec.decodeValue(target, each.value());
            Long known = lastOffset.get(target.id());
            Long upTo = event instanceof RevocationEvent.Reinstated reinstated ? reinstated.upTo() : null;
            if (event instanceof RevocationEvent.Revoked || (known != null && upTo != null && known > upTo)) {
                lastOffset.put(target.id(), each.offset());
            } else {
                lastOffset.remove(target.id());
            }
        }
        return new TreeSet<>(lastOffset.keySet());
    }
}
