package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens that callers reported lately, so that a preview can say what a revocation would hit. A sample by its nature:
 * what this publisher was told, up to {@value #CAPACITY} of them, the oldest forgotten first. Thread-safe.
 */
public final class SeenTokens {
    static final int CAPACITY = 100_000;
    private static final int LONGEST_SAMPLE = 10;

    private final Clock clock;
    private final Map<List<Object>, Sighting> latest = new LinkedHashMap<>();

    public SeenTokens(Clock clock) {
        this.clock = clock;
    }

    /**
     * What a target would hit of them.
     *
     * @param sample some of them
     */
    record Hits(int count, List<Sighting> sample) {}

    /** Remembers tokens; one that was seen before counts once. */
    public synchronized void report(List<Sighting> sightings) {
        for (Sighting sighting : sightings) {
            List<Object> name = name(sighting);
            latest.remove(name);
            latest.put(name, sighting);
        }
        Iterator<?> oldest = latest.keySet().iterator();
        while (latest.size() > CAPACITY) {
            oldest.next();
            oldest.remove();
        }
    }

    private static List<Object> name(Sighting sighting) {
        String jti = sighting.jti();
        return jti == null ? List.of(sighting) : List.of(sighting.issuer(), jti);
    }

    synchronized Hits hits(Target target, @Nullable Instant issuedBefore) {
        Instant now = clock.instant();
        latest.values().removeIf(sighting -> sighting.expiresAt().isBefore(now));
        int count = 0;
        List<Sighting> sample = new ArrayList<>();
        for (Sighting sighting : latest.values()) {
            if (sighting.matches(target, issuedBefore)) {
                count++;
                if (sample.size() < LONGEST_SAMPLE) {
                    sample.add(sighting);
                }
            }
        }
        return new Hits(count, sample);
    }
}
