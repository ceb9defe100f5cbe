package io.revocast.consumer.internal;

import io.revocast.consumer.Verdict;
import io.revocast.embedded.TestKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** The properties that users commonly pass, against a real broker. */
class UserPropertiesIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static TestKafka kafka;
    private static TestTopic topic;

    @BeforeAll
    static void startBroker() {
        kafka = TestKafka.start();
        topic = TestTopic.create(kafka, 1);
        topic.revoke("token");
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    private static void assertThatItWorks(Map<String, String> properties) throws InterruptedException {
        try (KafkaRevocationList list = topic.list().kafkaProperties(properties).build()) {
            list.start();

            assertThat(list.awaitCurrent(LIMIT)).as(list.status().toString()).isTrue();
            assertThat(TestTopic.isRevoked(list, "token")).isTrue();
            assertThat(list.check(TestToken.withJti("other"))).isInstanceOf(Verdict.NotRevoked.class);
        }
    }

    /** Each line is a set of its own: single properties first, then sets that vendors and frameworks recommend. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.timeout.ms=15000",
                "request.timeout.ms=30000",
                "request.timeout.ms=60000",
                "request.timeout.ms=1000",
                "default.api.timeout.ms=60000",
                "default.api.timeout.ms=1000",
                "client.id=orders-1",
                "client.rack=eu-west-1a",
                "client.dns.lookup=use_all_dns_ips",
                "client.dns.lookup=resolve_canonical_bootstrap_servers_only",
                "security.protocol=PLAINTEXT",
                "session.timeout.ms=45000",
                "heartbeat.interval.ms=3000",
                "max.poll.interval.ms=300000",
                "max.poll.records=1",
                "fetch.min.bytes=1",
                "fetch.max.wait.ms=1000",
                "fetch.max.bytes=1048576",
                "max.partition.fetch.bytes=1024",
                "receive.buffer.bytes=65536",
                "send.buffer.bytes=131072",
                "connections.max.idle.ms=5000",
                "socket.connection.setup.timeout.ms=1000",
                "metadata.max.age.ms=300000",
                "reconnect.backoff.ms=5000",
                "reconnect.backoff.max.ms=10000",
                "retry.backoff.ms=2000",
                "retries=0",
                "acks=all",
                "exclude.internal.topics=false",
                "auto.commit.interval.ms=5000",
                "partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
                "metric.reporters=org.apache.kafka.common.metrics.JmxReporter",
                "metrics.recording.level=DEBUG",
                "enable.metrics.push=false",
                "security.providers=",
                "sasl.mechanism=PLAIN",
                "sasl.mechanism=OAUTHBEARER;sasl.login.callback.handler.class="
                        + "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
                "ssl.endpoint.identification.algorithm=",
                "ssl.protocol=TLSv1.3;ssl.enabled.protocols=TLSv1.2,TLSv1.3",
                "unknown.property=of a framework",
                // Confluent Cloud's client configuration, but for the credentials.
                "client.dns.lookup=use_all_dns_ips;session.timeout.ms=45000;acks=all;request.timeout.ms=20000;"
                        + "retry.backoff.ms=500;schema.registry.url=https://localhost:1",
                // Amazon MSK's, but for its login module.
                "sasl.mechanism=AWS_MSK_IAM;reconnect.backoff.ms=1000;request.timeout.ms=30000",
                // What Spring Boot makes of spring.kafka.*, but for the properties of groups.
                "client.id=app;max.poll.records=500;spring.json.trusted.packages=*;security.protocol=PLAINTEXT;"
                        + "key.serializer=org.apache.kafka.common.serialization.StringSerializer;"
                        + "value.serializer=org.apache.kafka.common.serialization.StringSerializer"
            })
    void propertiesOfUsersWork(String properties) throws InterruptedException {
        assertThatItWorks(Arrays.stream(properties.split(";"))
                .map(property -> property.split("=", 2))
                .collect(Collectors.toMap(property -> property[0], property -> property[1])));
    }

    @Test
    void aListStartsUnderAContextClassLoaderThatDoesNotSeeKafka() throws InterruptedException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader alien = ClassLoader.getPlatformClassLoader();
        thread.setContextClassLoader(alien);
        try {
            assertThatItWorks(Map.of(
                    "metric.reporters",
                    "org.apache.kafka.common.metrics.JmxReporter",
                    "partition.assignment.strategy",
                    "org.apache.kafka.clients.consumer.RoundRobinAssignor"));
            assertThat(thread.getContextClassLoader()).isSameAs(alien);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
