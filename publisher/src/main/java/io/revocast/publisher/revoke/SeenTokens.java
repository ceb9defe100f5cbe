package io.revocast.publisher.revoke;

import io.revocast.consumer.LiveRevocation;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The tokens that callers reported lately, so that a preview can say what a revocation would hit. A sample by its nature:
 * what this publisher was told, up to {@value #CAPACITY} of them and up to a number of bytes, the oldest forgotten first.
 * Thread-safe.
 */
public final class SeenTokens {
    static final int CAPACITY = 100_000;
    private static final int LONGEST_SAMPLE = 10;

    /** No more than a small part of the heap, which services and callers cannot make larger. */
    private static final long MAX_BYTES =
            Math.min(128L << 20, Runtime.getRuntime().maxMemory() / 8);

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final Clock clock;
    private final long maxBytes;
    private final Map<List<Object>, Sighting> latest = new LinkedHashMap<>();
    private final Map<String, Integer> byClaim = new HashMap<>();
    /** By issuer: how many tokens, under the empty name, and how many with each claim. */
    private final Map<String, Map<String, Integer>> names = new HashMap<>();

    private long bytes;

    public SeenTokens(Clock clock) {
        this(clock, MAX_BYTES);
    }

    SeenTokens(Clock clock, long maxBytes) {
        this.clock = clock;
        this.maxBytes = maxBytes;
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
            count(latest.remove(name), -1);
            latest.put(name, sighting);
            count(sighting, 1);
        }
        Iterator<Sighting> oldest = latest.values().iterator();
        while (latest.size() > CAPACITY || bytes > maxBytes) {
            count(oldest.next(), -1);
            oldest.remove();
        }
    }

    private void count(@Nullable Sighting sighting, int change) {
        if (sighting != null) {
            bytes += change * sighting.sizeBytes();
            sighting.claimKeys().forEach(key -> byClaim.merge(key, change, SeenTokens::sumOrNone));
            Map<String, Integer> ofIssuer = names.computeIfAbsent(sighting.issuer(), unused -> new HashMap<>());
            ofIssuer.merge("", change, SeenTokens::sumOrNone);
            sighting.claims().keySet().stream()
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> ofIssuer.merge(name, change, SeenTokens::sumOrNone));
            if (ofIssuer.isEmpty()) {
                names.remove(sighting.issuer());
            }
        }
    }

    private static @Nullable Integer sumOrNone(int a, int b) {
        return a + b == 0 ? null : a + b;
    }

    /** How many tokens of an issuer were reported, and how many of those have a claim. */
    synchronized Preview.Observed observed(String issuer, String claim) {
        Map<String, Integer> ofIssuer = names.getOrDefault(issuer, Map.of());
        return new Preview.Observed(ofIssuer.getOrDefault("", 0), ofIssuer.getOrDefault(claim, 0));
    }

    /** The same for the claim that a target names; null for a target that names none. */
    Preview.@Nullable Observed observed(Target target) {
        if (target instanceof Target.Claim claim) {
            return observed(claim.issuer(), claim.name());
        }
        return target instanceof Target.Path path
                ? observed(path.issuer(), path.segments().get(0))
                : null;
    }

    /** About how much memory they take. */
    synchronized long sizeBytes() {
        return bytes;
    }

    /** At most how many of them a target would hit: cheap, for whoever asks about each entry of a long list. */
    synchronized int mostHits(Target target) {
        return target instanceof Target.Claim ? byClaim.getOrDefault(target.key(), 0) : latest.size();
    }

    private static List<Object> name(Sighting sighting) {
        String jti = sighting.jti();
        return jti == null ? List.of(sighting) : List.of(sighting.issuer(), jti);
    }

    synchronized Hits hits(Target target, @Nullable Instant issuedBefore) {
        return hits(target, issuedBefore, null);
    }

    synchronized Hits hits(Target target, @Nullable Instant issuedBefore, @Nullable Instant authenticatedBefore) {
        Instant now = clock.instant();
        for (Iterator<Sighting> each = latest.values().iterator(); each.hasNext(); ) {
            Sighting sighting = each.next();
            if (sighting.expiresAt().isBefore(now)) {
                count(sighting, -1);
                each.remove();
            }
        }
        Predicate<VerifiedToken> refused =
                LiveRevocation.matching(revocation(target, issuedBefore, authenticatedBefore), now);
        int count = 0;
        List<Sighting> sample = new ArrayList<>();
        for (Sighting sighting : latest.values()) {
            if (refused.test(sighting.asChecked())) {
                count++;
                if (sample.size() < LONGEST_SAMPLE) {
                    sample.add(sighting);
                }
            }
        }
        return new Hits(count, sample);
    }

    /** Without a cut-off every token of the target matches. */
    private static Revocation revocation(
            Target target, @Nullable Instant issuedBefore, @Nullable Instant authenticatedBefore) {
        boolean every = issuedBefore == null && target.kind().needsCutOff();
        return new Revocation(target, LATEST, every ? LATEST : issuedBefore, authenticatedBefore);
    }
}
