package io.revocast.consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.revocast.embedded.TestKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Case R15: what a list and its Kafka clients write with the logging that most applications have, INFO for everything. */
class QuietLogIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(30);
    private static final int MOST_LINES_A_MINUTE = 20;

    private final Logger kafkaLogger = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    private final Level before = kafkaLogger.getLevel();
    private final Lines lines = new Lines();
    private final TestKafka kafka = TestKafka.start();
    private final TestTopic topic = TestTopic.create(kafka, 1);
    private final RevocationList list = topic.list().build();

    /** The lines that the threads of one list and of its clients write. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<String> written = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            String thread = event.getThreadName();
            if (thread.startsWith("revocast-") || thread.contains("kafka-admin-client-thread | revocast-reader")) {
                event.getFormattedMessage()
                        .lines()
                        .forEach(line -> written.add(event.getInstant() + " " + event.getLevel() + " " + line));
            }
        }
    }

    @AfterEach
    void stop() {
        list.close();
        kafka.close();
        root().detachAppender(lines);
        kafkaLogger.setLevel(before);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void nothingIsWrittenInSteadyStateAndAHandfulOfLinesInAnOutage() throws Exception {
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        kafkaLogger.setLevel(Level.INFO);
        lines.setContext(kafkaLogger.getLoggerContext());
        lines.start();
        root().addAppender(lines);

        await().during(Duration.ofSeconds(15)).atMost(LIMIT).until(() -> list.state() == State.CURRENT);
        assertThat(lines.written).as("lines in steady state").isEmpty();

        kafka.stopBroker();
        await().during(Duration.ofSeconds(60)).atMost(Duration.ofSeconds(90)).until(() -> true);
        System.out.println("lines in the first minute of an outage: " + lines.written.size());
        assertThat(lines.written)
                .as("lines in the first minute of an outage")
                .hasSizeLessThanOrEqualTo(MOST_LINES_A_MINUTE);
        assertThat(list.state()).isEqualTo(State.STALE);
        assertThat(lines.written)
                .as("one line that tells topic, state and cause")
                .anySatisfy(line -> assertThat(line).contains(topic.name(), "current -> stale", "no broker at"));

        kafka.restartBroker();
        await().atMost(RECOVERY_LIMIT).until(() -> list.state() == State.CURRENT);
    }
}
