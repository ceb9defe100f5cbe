package io.revocast.publisher.fleet;

import io.revocast.event.internal.InstanceReport.InstanceId;

/** Which instances a caller waits for. */
public sealed interface WaitGoal {
    /** Returns the goal in the spelling of a request. */
    String text();

    /** Whether an instance counts. */
    default boolean counts(InstanceId id) {
        return true;
    }

    /** How many of the instances that count must have applied the revocation. */
    default int needed(int count) {
        return count;
    }

    /** Every instance. */
    record All() implements WaitGoal {
        @Override
        public String text() {
            return "all";
        }
    }

    /**
     * A share of all instances.
     *
     * @param percent from 1 to 100
     */
    record Share(int percent) implements WaitGoal {
        /** Throws {@link IllegalArgumentException} for a share out of range. */
        public Share {
            if (percent < 1 || percent > 100) {
                throw new IllegalArgumentException("percent must be from 1 to 100: " + percent);
            }
        }

        @Override
        public String text() {
            return percent + "%";
        }

        @Override
        public int needed(int count) {
            return (int) Math.ceil(count * percent / 100.0);
        }
    }

    /** Every instance of one service. */
    record OfService(String service) implements WaitGoal {
        @Override
        public String text() {
            return "service:" + service;
        }

        @Override
        public boolean counts(InstanceId id) {
            return id.service().equals(service);
        }
    }
}
