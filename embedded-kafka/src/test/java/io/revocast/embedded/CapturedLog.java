package io.revocast.embedded;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What this project and Kafka's clients log until it is closed, for a test to look through. The clients log at INFO,
 * where they print their properties, this project at every level.
 */
public final class CapturedLog implements AutoCloseable {
    private static final List<String> LOGGERS = List.of("io.revocast", "org.apache.kafka.clients");

    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    public CapturedLog() {
        appender.start();
        LOGGERS.forEach(name -> {
            Logger logger = logger(name);
            logger.addAppender(appender);
            logger.setLevel(name.startsWith("io.revocast") ? Level.TRACE : Level.INFO);
            logger.setAdditive(false);
        });
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    /** Everything so far: messages, facts and stack traces. */
    public String text() {
        // A copy that other threads cannot change under the stream: they log as long as they live.
        return List.of(appender.list.toArray(ILoggingEvent[]::new)).stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        LOGGERS.forEach(name -> {
            Logger logger = logger(name);
            logger.detachAppender(appender);
            logger.setLevel(null);
            logger.setAdditive(true);
        });
        appender.stop();
    }
}
