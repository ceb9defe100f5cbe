package io.revocast.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The format of the programs' logs. */
class LogFormatTest {
    private static final List<String> NOT_LOGGED = List.of("arguments", "context", "message");

    /** Returns what the program of a configuration writes for one event. */
    private static String written(String module, String format) throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("LOG_FORMAT", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(ProjectFiles.path(module + "/src/main/resources/logback.xml")
                .toUri()
                .toURL());
        try {
            // Logback would write its warnings between the lines of JSON.
            assertThat(context.getStatusManager().getCopyOfStatusList())
                    .noneMatch(status -> status.getEffectiveLevel() >= Status.WARN);
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
            for (Iterator<Appender<ILoggingEvent>> each = root.iteratorForAppenders(); each.hasNext(); ) {
                appenders.add(each.next());
            }
            assertThat(appenders).singleElement().isInstanceOf(ConsoleAppender.class);
            LoggingEvent event = new LoggingEvent(
                    "caller",
                    context.getLogger("io.revocast.Example"),
                    Level.WARN,
                    "the \"broker\" is {}\nin two lines",
                    new IllegalStateException("cause"),
                    new Object[] {"away"});
            event.addKeyValuePair(new KeyValuePair("topic", "revocations"));
            byte[] encoded = ((ConsoleAppender<ILoggingEvent>) appenders.get(0))
                    .getEncoder()
                    .encode(event);
            return new String(encoded, StandardCharsets.UTF_8);
        } finally {
            context.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"publisher", "demo-service", "sidecar"})
    void jsonHasOneObjectPerEventOnOneLine(String module) throws Exception {
        String line = written(module, "json");

        assertThat(line.strip()).doesNotContain("\n");
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.get("level").textValue()).isEqualTo("WARN");
        assertThat(json.get("loggerName").textValue()).isEqualTo("io.revocast.Example");
        assertThat(json.get("formattedMessage").textValue()).isEqualTo("the \"broker\" is away\nin two lines");
        assertThat(json.get("kvpList").toString()).contains("\"topic\":\"revocations\"");
        assertThat(json.get("throwable").get("message").textValue()).isEqualTo("cause");
        assertThat(json.get("timestamp").isNumber()).isTrue();
        assertThat(NOT_LOGGED).noneMatch(json::has);
    }

    @ParameterizedTest
    @ValueSource(strings = {"publisher", "demo-service", "sidecar"})
    void textIsNoJson(String module) throws Exception {
        assertThat(written(module, "text")).contains("WARN").doesNotStartWith("{");
    }
}
