package io.revocast.publisher.receive;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many messages of providers came to what, since the start. Thread-safe. */
public final class ReceivedCounts {
    private final Map<Door, Map<Outcome, LongAdder>> counts = new EnumMap<>(Door.class);

    /** Where they come in. */
    public enum Door {
        BACKCHANNEL_LOGOUT,
        SSF;

        /** The door as a metric's label has it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What they came to. */
    public enum Outcome {
        /** The revocation is committed. */
        REVOKED,
        /** It says something about the stream itself, and was acknowledged. */
        ACKNOWLEDGED,
        /** None of its events is one that revokes here; acknowledged all the same. */
        IGNORED,
        /** It breaks a rule. */
        REFUSED,
        /** It is not known to be committed; the provider was told so. */
        UNCONFIRMED;

        /** The outcome as a metric's label has it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ReceivedCounts() {
        for (Door door : Door.values()) {
            Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                outcomes.put(outcome, new LongAdder());
            }
            counts.put(door, outcomes);
        }
    }

    void add(Door door, Outcome outcome) {
        adder(door, outcome).increment();
    }

    /** How many came to this. */
    public long count(Door door, Outcome outcome) {
        return adder(door, outcome).sum();
    }

    private LongAdder adder(Door door, Outcome outcome) {
        return counts.getOrDefault(door, Map.of()).getOrDefault(outcome, new LongAdder());
    }
}
