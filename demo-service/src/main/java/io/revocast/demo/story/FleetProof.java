package io.revocast.demo.story;

import io.revocast.client.InstancePropagation;
import io.revocast.client.PropagationReply;
import io.revocast.client.RevocationClient;
import io.revocast.client.RevocationRefusedException;
import io.revocast.client.RevocationUnconfirmedException;

import java.time.Duration;
import java.util.UUID;

/**
 * Asks the publisher which instances have reported that they enforce a revocation.
 *
 * @param instances how many there are
 */
record FleetProof(RevocationClient publisher, int instances) {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(10);

    /** Asks until every instance has reported, or the limit is reached. */
    Outcome<PropagationReply> await(UUID id) throws StoryException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            PropagationReply reply = publisher.propagation(id);
            while (!isProven(reply) && System.nanoTime() < deadline) {
                Thread.sleep(PAUSE.toMillis());
                reply = publisher.propagation(id);
            }
            return new Outcome<>(isProven(reply), time(reply), last(reply), reply);
        } catch (RevocationRefusedException | RevocationUnconfirmedException e) {
            throw new StoryException(
                    "the publisher does not say how far the revocation has come: " + e.getMessage(), e);
        }
    }

    private boolean isProven(PropagationReply reply) {
        return reply.complete() && reply.instances() == instances;
    }

    private static String time(PropagationReply reply) {
        String text = "propagated to " + reply.applied() + " of " + reply.instances();
        InstancePropagation last = reply.times().last();
        Duration took = last == null ? null : last.took();
        return took == null ? text : text + " in " + took.toMillis() + " ms";
    }

    private static String last(PropagationReply reply) {
        InstancePropagation last = reply.times().last();
        return last == null ? "" : "last: " + last.instance();
    }
}
