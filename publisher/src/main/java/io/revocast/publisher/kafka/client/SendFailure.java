package io.revocast.publisher.kafka.client;

import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what a send that failed means.
 *
 * @param what was sent, such as "event"
 * @param doubt what is not known when the broker did not confirm, in words
 */
public record SendFailure(String topic, String what, String doubt) {
    private static final Logger LOGGER = LoggerFactory.getLogger(SendFailure.class);

    /** Whether the broker, once asked, has said no for good. */
    public static boolean isRefusal(Exception failure) {
        return failure instanceof AuthorizationException
                || failure instanceof AuthenticationException
                || failure instanceof InvalidTopicException
                || failure instanceof RecordTooLargeException;
    }

    public UnavailableException unknown(Exception failure) {
        LOGGER.debug("append not confirmed", failure);
        return new UnavailableException(Certainty.UNKNOWN, "the broker did not confirm in time, so " + doubt, failure);
    }

    public UnavailableException notWritten(Exception failure) {
        if (isRefusal(failure)) {
            return new UnavailableException(Certainty.NOT_WRITTEN, refusal(failure) + "; nothing was written", failure);
        }
        LOGGER.debug("append not taken", failure);
        return new UnavailableException(
                Certainty.NOT_WRITTEN, "no broker took the " + what + " in time; nothing was written", failure);
    }

    /** What the broker says no to. */
    public String refusal(Exception failure) {
        // A principal that may write to no topic at all is refused by the cluster, before it can name one.
        if (failure instanceof AuthorizationException) {
            return "this publisher's principal lacks WRITE on topic " + topic;
        }
        if (failure instanceof AuthenticationException) {
            return "the broker and this publisher do not accept each other's credentials";
        }
        return "the broker refused the " + what;
    }
}
