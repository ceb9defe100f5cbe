package io.revocast.publisher;

import io.revocast.cli.CommandRun;
import io.revocast.cli.CommandRun.Ended;
import io.revocast.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class TopicCommandIT {
    private static EmbeddedKafka kafka;

    private final CommandRun commands = new CommandRun(Main::commandLine);

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private Ended topic(String command, String name, String... more) {
        String servers = "kafka.bootstrap.servers=" + kafka.bootstrapServers();
        List<String> arguments =
                new ArrayList<>(List.of("topic", command, "--set", servers, "--set", "topic.name=" + name));
        arguments.addAll(List.of(more));
        return commands.run(arguments.toArray(String[]::new));
    }

    @Test
    void topicIsMadeOnceAndIsFit() {
        Ended missing = topic("doctor", "new");
        Ended made = topic("create", "new");
        Ended again = topic("create", "new");
        Ended looked = topic("doctor", "new", "--json");

        assertThat(missing.exitCode()).isEqualTo(5);
        assertThat(missing.out())
                .startsWith("topic new does not exist\nfix: revocast topic create, with the same configuration\n");
        assertThat(made.exitCode()).isZero();
        assertThat(made.out())
                .startsWith("topic new is fit for revocations\nok    cleanup.policy is compact,delete; want")
                .contains("ok    the right Write: the publisher appends revocations")
                .contains("      partition 0: offsets 0 to 0, leader ")
                .doesNotContain("WRONG", "LACKS");
        assertThat(again).isEqualTo(made);
        assertThat(looked.exitCode()).isZero();
        assertThat(looked.out())
                .startsWith("{\"role\":\"revocations\",\"topic\":\"new\",\"exists\":true,\"fit\":true,");
        assertThat(looked.out().lines())
                .as("a publisher creates the others when it starts")
                .anyMatch(line -> line.startsWith("{\"role\":\"audit\",\"topic\":\"revocast.audit\",\"exists\":false,"))
                .anyMatch(line -> line.startsWith("{\"role\":\"status\","));
    }

    @Test
    void unfitTopicIsExplainedAndLeftAlone() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("unfit", 2, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }

        Ended looked = topic("doctor", "unfit", "--set", "topic.partitions=1");
        Ended made = topic("create", "unfit", "--set", "topic.partitions=1");

        assertThat(looked.exitCode()).isEqualTo(5);
        assertThat(looked.out())
                .startsWith("topic unfit is not fit for revocations\n")
                .contains("WRONG cleanup.policy is delete; want compact,delete: compaction bounds the log by key")
                .contains("ok    retention.bytes is -1; want -1")
                .contains("WRONG partitions are 2; want 1")
                .contains("fix: kafka-configs.sh --bootstrap-server " + kafka.bootstrapServers()
                        + " --alter --entity-type topics --entity-name unfit --add-config '")
                .contains("set topic.partitions=2");
        assertThat(made.exitCode()).isEqualTo(looked.exitCode());
        assertThat(looked.out()).startsWith(made.out());
    }

    @Test
    void missingTopicIsAnErrorWhenThePublisherDoesNotCreateIt() {
        topic("create", "verified");

        Ended looked = topic("doctor", "verified", "--set", "topic.provision=verify", "--set", "audit.topic=absent");

        assertThat(looked.exitCode()).isEqualTo(5);
        assertThat(looked.out()).contains("topic absent does not exist\nfix: start a publisher");
    }

    @Test
    void topicsThatAreSwitchedOffAreNotShown() {
        topic("create", "alone");

        Ended looked = topic("doctor", "alone", "--json", "--set", "audit.topic=none", "--set", "fleet.topic=none");

        assertThat(looked.exitCode()).isZero();
        assertThat(looked.out().lines()).hasSize(1);
    }

    @Test
    void wrongSettingsAreUsage() {
        assertThat(commands.run("topic", "doctor").exitCode()).isEqualTo(2);
        assertThat(commands.run("topic").exitCode()).isEqualTo(2);
    }
}
