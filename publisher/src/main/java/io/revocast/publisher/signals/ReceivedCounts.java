package io.revocast.publisher.signals;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the messages of providers since the start, by endpoint and outcome. Thread-safe. */
public final class ReceivedCounts {
    private final Map<Endpoint, Map<Outcome, LongAdder>> counts = new EnumMap<>(Endpoint.class);

    /** The endpoint that receives them. */
    public enum Endpoint {
        BACKCHANNEL_LOGOUT,
        SSF;

        /** The endpoint as a metric's label has it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The outcome of a message. */
    public enum Outcome {
        /** The revocation is committed. */
        REVOKED,
        /** Nothing was written, because every token that it could match has expired. */
        EXPIRED,
        /** It says something about the stream itself, and was acknowledged. */
        ACKNOWLEDGED,
        /** None of its events is one that revokes here; acknowledged all the same. */
        IGNORED,
        /** It breaks a rule. */
        REFUSED,
        /** It is not known to be committed, and the answer said so. */
        UNCONFIRMED;

        /** The outcome as a metric's label has it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ReceivedCounts() {
        for (Endpoint endpoint : Endpoint.values()) {
            Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                outcomes.put(outcome, new LongAdder());
            }
            counts.put(endpoint, outcomes);
        }
    }

    void add(Endpoint endpoint, Outcome outcome) {
        adder(endpoint, outcome).increment();
    }

    /** Returns how many messages had this outcome. */
    public long count(Endpoint endpoint, Outcome outcome) {
        return adder(endpoint, outcome).sum();
    }

    private LongAdder adder(Endpoint endpoint, Outcome outcome) {
        return counts.getOrDefault(endpoint, Map.of()).getOrDefault(outcome, new LongAdder());
    }
}
