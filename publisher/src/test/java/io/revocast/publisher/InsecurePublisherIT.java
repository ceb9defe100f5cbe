package io.revocast.publisher;

import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.http.RawHttp;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A publisher whose callers need no credential. The name of a foreign page can resolve to its loopback address. */
class InsecurePublisherIT {
    private static Publisher started(String console) throws Exception {
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
                "http.console",
                console);
        Publisher publisher =
                new Publisher(PublisherConfig.load(new Sources(settings, Map.of(), Map.of(), null), true));
        publisher.start();
        return publisher;
    }

    private static RawHttp.Answer ask(Publisher publisher, String line, String headers) throws Exception {
        try (RawHttp raw = new RawHttp(publisher.port())) {
            raw.send(line + " HTTP/1.1\nConnection: close\n" + headers + "\n");
            return raw.answer();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void browserAtAForeignNameIsRefusedWithAndWithoutAConsole(String console) throws Exception {
        try (Publisher publisher = started(console)) {
            RawHttp.Answer read = ask(publisher, "GET /v1/fleet", "Host: evil.example:8080\nAccept-Language: en\n");
            RawHttp.Answer write = ask(publisher, "POST /v1/revocations", """
                    Host: evil.example:8080
                    Origin: http://evil.example:8080
                    Content-Type: application/json
                    Content-Length: 0
                    """);

            assertThat(read.status()).isEqualTo(403);
            assertThat(read.body()).contains("urn:revocast:problem:csrf", "evil.example", "http.public-url");
            assertThat(write.status()).isEqualTo(403);
            assertThat(ask(publisher, "GET /v1/fleet", "Host: localhost\nAccept-Language: en\n")
                            .status())
                    .isEqualTo(200);
            assertThat(ask(publisher, "GET /v1/fleet", "Host: publisher.internal\n")
                            .status())
                    .as("a caller that is no browser")
                    .isEqualTo(200);
        }
    }
}
