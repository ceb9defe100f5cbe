package io.revocast.consumer.internal.report;

import io.revocast.consumer.internal.topic.UnreachableException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Describes why a report was not sent: what is wrong, and what to correct. Decides by type, and quotes no property. */
final class ReportFailure {
    private ReportFailure() {}

    /**
     * @param topic the topic of reports
     */
    static String of(Throwable failure, String topic, String servers) {
        if (failure instanceof UnknownTopicOrPartitionException) {
            return "topic " + topic + " does not exist; the publisher creates it when it starts, unless its setting "
                    + "fleet.topic is none";
        }
        if (failure instanceof AuthorizationException) {
            return "this client's principal lacks WRITE on topic " + topic
                    + "; grant it WRITE, or do not turn on reporting";
        }
        if (failure instanceof AuthenticationException) {
            return "the broker at " + servers + " refused this client's credentials";
        }
        if (failure instanceof UnreachableException) {
            return String.valueOf(failure.getMessage());
        }
        if (isOutage(failure)) {
            return "no broker at " + servers + " took a report for topic " + topic + " in time";
        }
        return "sending to topic " + topic + " failed: " + failure.getClass().getName()
                + "; the log has the stack trace at level DEBUG";
    }

    /** Whether a failure is what a list sees too when its brokers are away. */
    static boolean isOutage(Throwable failure) {
        return failure instanceof TimeoutException
                || failure instanceof UnreachableException
                || failure instanceof java.util.concurrent.TimeoutException;
    }
}
