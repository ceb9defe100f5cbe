package io.revocast.consumer.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.revocast.consumer.Counters;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.State;
import io.revocast.embedded.EmbeddedKafka;
import io.revocast.embedded.FaultProxy;
import io.revocast.embedded.TestKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Case R15: what a list and its Kafka clients write with the logging that most applications have, INFO for everything.
 * Both lists report what they enforce. One list loses its broker, the other one a network that answers.
 */
class QuietLogIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(30);
    private static final int MOST_LINES_A_MINUTE = 20;
    private static final int MOST_LINES_OF_REPORTING = 12;

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger kafkaLogger = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    private final Level before = kafkaLogger.getLevel();
    private final FaultProxy proxy = new FaultProxy();
    private final TestKafka stoppable = TestKafka.start();
    private final EmbeddedKafka silent = behindTheProxy();
    private final Reader refused = new Reader(TestTopic.create(stoppable, 1), "refused");
    private final Reader unanswered =
            new Reader(TestTopic.create(TestKafka.at("127.0.0.1:" + proxy.port()), 1), "unanswered");

    /** A list, and the lines that its threads and those of its clients write. */
    private static final class Reader extends AppenderBase<ILoggingEvent> {
        /** Spring Boot's layout prints an empty line before a stack trace and one after it. */
        private static final List<String> AROUND_A_STACK_TRACE = List.of("", "");

        private final List<String> lines = new CopyOnWriteArrayList<>();
        /** What reporting adds. */
        private final List<String> reportingLines = new CopyOnWriteArrayList<>();

        private final TestTopic topic;
        private final String clientId;
        private final KafkaRevocationList list;

        private Reader(TestTopic topic, String clientId) {
            this.topic = topic;
            this.clientId = clientId;
            String reports = topic.kafka().createTopic(topic.name() + "-reports", 1, Map.of());
            this.list = topic.list()
                    .kafkaProperties(Map.of("client.id", clientId))
                    .reporting(Reporting.as(clientId).withTopic(reports))
                    .build();
        }

        @Override
        protected void append(ILoggingEvent event) {
            String thread = event.getThreadName();
            if (thread.equals("revocast-report-" + topic.name())
                    || thread.endsWith("kafka-producer-network-thread | " + clientId + "-reporter")) {
                append(event, reportingLines);
            } else if (thread.endsWith(topic.name()) || thread.endsWith("kafka-admin-client-thread | " + clientId)) {
                append(event, lines);
            }
        }

        private static void append(ILoggingEvent event, List<String> lines) {
            String when = event.getInstant() + " " + event.getLevel() + " ";
            event.getFormattedMessage().lines().map(when::concat).forEach(lines::add);
            if (event.getThrowableProxy() != null) {
                lines.addAll(AROUND_A_STACK_TRACE);
                ThrowableProxyUtil.asString(event.getThrowableProxy()).lines().forEach(lines::add);
            }
        }

        private void isQuietAlthoughStale(String cause) {
            System.out.println(clientId + ": lines in the first minute of an outage: " + lines.size()
                    + ", of reporting: " + reportingLines.size());
            assertThat(list.state()).isEqualTo(State.STALE);
            assertThat(lines).as("%s: lines in a minute", clientId).hasSizeLessThanOrEqualTo(MOST_LINES_A_MINUTE);
            assertThat(reportingLines)
                    .as("%s: lines of reporting in a minute", clientId)
                    .hasSizeLessThanOrEqualTo(MOST_LINES_OF_REPORTING);
            assertThat(lines)
                    .as("one line that tells topic, state and cause")
                    .anySatisfy(line -> assertThat(line).contains(topic.name(), "current -> stale", cause));
        }
    }

    private EmbeddedKafka behindTheProxy() {
        int port = TestKafka.freePort();
        proxy.forwardTo(port);
        return EmbeddedKafka.builder()
                .port(port)
                .property("advertised.listeners", "PLAINTEXT://127.0.0.1:" + proxy.port())
                .start();
    }

    @AfterEach
    void stop() {
        for (Reader reader : List.of(refused, unanswered)) {
            reader.list.close();
            root.detachAppender(reader);
        }
        kafkaLogger.setLevel(before);
        proxy.close();
        silent.close();
        stoppable.close();
    }

    private void startAndListen() throws InterruptedException {
        for (Reader reader : List.of(refused, unanswered)) {
            reader.list.start();
            assertThat(reader.list.awaitCurrent(LIMIT)).isTrue();
            await().atMost(LIMIT).until(() -> reader.list.status().counters().get(Counters.REPORTS_SENT) > 0);
        }
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        kafkaLogger.setLevel(Level.INFO);
        for (Reader reader : List.of(refused, unanswered)) {
            reader.setContext(kafkaLogger.getLoggerContext());
            reader.start();
            root.addAppender(reader);
        }
    }

    private boolean areCurrent() {
        return refused.list.state() == State.CURRENT && unanswered.list.state() == State.CURRENT;
    }

    @Test
    void nothingIsWrittenInSteadyStateAndAHandfulOfLinesInAnOutage() throws Exception {
        startAndListen();
        await().during(Duration.ofSeconds(15)).atMost(LIMIT).until(this::areCurrent);
        for (Reader reader : List.of(refused, unanswered)) {
            assertThat(reader.lines).as("lines in steady state").isEmpty();
            assertThat(reader.reportingLines)
                    .as("lines of reporting in steady state")
                    .isEmpty();
        }

        stoppable.stopBroker();
        proxy.fault(FaultProxy.Fault.BLACK_HOLE);
        await().during(Duration.ofSeconds(60)).atMost(Duration.ofSeconds(90)).until(() -> true);
        refused.isQuietAlthoughStale("no broker at");
        unanswered.isQuietAlthoughStale("answered in time");

        proxy.fault(FaultProxy.Fault.NONE);
        proxy.reset();
        stoppable.restartBroker();
        await().atMost(RECOVERY_LIMIT).until(this::areCurrent);
    }
}
