package io.revocast.publisher.token;

import io.revocast.consumer.VerifiedToken;
import io.revocast.consumer.internal.store.LiveRevocation;
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
 * The tokens that callers reported lately, so that a preview can say what a revocation would hit. It is a sample:
 * what callers reported to this publisher, up to {@value #CAPACITY} tokens and a number of bytes. It forgets the oldest.
 * Thread-safe.
 */
public final class RecentTokens {
    static final int CAPACITY = 100_000;
    private static final int LONGEST_SAMPLE = 10;

    /** No more than a small part of the heap, which services and callers cannot make larger. */
    private static final long MAX_BYTES =
            Math.min(128L << 20, Runtime.getRuntime().maxMemory() / 8);

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final Clock clock;
    private final long maxBytes;
    private final Map<List<Object>, ObservedToken> latest = new LinkedHashMap<>();
    private final Map<String, Integer> byClaim = new HashMap<>();
    /** By issuer: how many tokens, under the empty name, and how many with each claim. */
    private final Map<String, Map<String, Integer>> names = new HashMap<>();

    private long bytes;
    /** No token expires earlier; tokens expire in whole seconds, so that all are looked through once a second at most. */
    private Instant earliestExpiry = Instant.MAX;

    public RecentTokens(Clock clock) {
        this(clock, MAX_BYTES);
    }

    public RecentTokens(Clock clock, long maxBytes) {
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    /**
     * What a target would hit of them.
     *
     * @param sample some of them
     */
    public record Hits(int count, List<ObservedToken> sample) {
        /** No token. */
        public static final Hits NONE = new Hits(0, List.of());
    }

    /** Remembers tokens; one that was seen before counts once. */
    public synchronized void report(List<ObservedToken> sightings) {
        for (ObservedToken sighting : sightings) {
            List<Object> name = name(sighting);
            count(latest.remove(name), -1);
            latest.put(name, sighting);
            count(sighting, 1);
            earliestExpiry = earlier(earliestExpiry, sighting);
        }
        Iterator<ObservedToken> oldest = latest.values().iterator();
        while (latest.size() > CAPACITY || bytes > maxBytes) {
            count(oldest.next(), -1);
            oldest.remove();
        }
    }

    private void count(@Nullable ObservedToken sighting, int change) {
        if (sighting != null) {
            bytes += change * sighting.sizeBytes();
            sighting.claimKeys().forEach(key -> byClaim.merge(key, change, RecentTokens::sumOrNone));
            Map<String, Integer> ofIssuer = names.computeIfAbsent(sighting.issuer(), unused -> new HashMap<>());
            ofIssuer.merge("", change, RecentTokens::sumOrNone);
            sighting.claims().keySet().stream()
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> ofIssuer.merge(name, change, RecentTokens::sumOrNone));
            if (ofIssuer.isEmpty()) {
                names.remove(sighting.issuer());
            }
        }
    }

    private static @Nullable Integer sumOrNone(int a, int b) {
        return a + b == 0 ? null : a + b;
    }

    /** How many tokens of an issuer were reported and have not expired, and how many of those have a claim. */
    public synchronized ClaimObservation observed(String issuer, String claim) {
        forgetExpired(clock.instant());
        Map<String, Integer> ofIssuer = names.getOrDefault(issuer, Map.of());
        return new ClaimObservation(ofIssuer.getOrDefault("", 0), ofIssuer.getOrDefault(claim, 0));
    }

    /** The same for the claim that a target names; null for a target that names none. */
    public @Nullable ClaimObservation observed(Target target) {
        return target.claimName().isEmpty() ? null : observed(target.issuer(), target.claimName());
    }

    /** About how much memory they take. */
    synchronized long sizeBytes() {
        return bytes;
    }

    /** An upper bound of how many of them a target would match. It is cheap enough for each entry of a long list. */
    public synchronized int mostHits(Target target) {
        return target instanceof Target.Claim ? byClaim.getOrDefault(target.key(), 0) : latest.size();
    }

    private static List<Object> name(ObservedToken sighting) {
        String jti = sighting.jti();
        return jti == null ? List.of(sighting) : List.of(sighting.issuer(), jti);
    }

    /** Which of them a target would refuse, without those that have expired. */
    public synchronized Hits hits(
            Target target, @Nullable Instant issuedBefore, @Nullable Instant authenticatedBefore) {
        Instant now = clock.instant();
        forgetExpired(now);
        Predicate<VerifiedToken> refused =
                LiveRevocation.matching(revocation(target, issuedBefore, authenticatedBefore), now);
        int count = 0;
        List<ObservedToken> sample = new ArrayList<>();
        for (ObservedToken sighting : latest.values()) {
            if (refused.test(sighting.asChecked())) {
                count++;
                if (sample.size() < LONGEST_SAMPLE) {
                    sample.add(sighting);
                }
            }
        }
        return new Hits(count, sample);
    }

    private void forgetExpired(Instant now) {
        if (earliestExpiry.isAfter(now)) {
            return;
        }
        earliestExpiry = Instant.MAX;
        for (Iterator<ObservedToken> each = latest.values().iterator(); each.hasNext(); ) {
            ObservedToken sighting = each.next();
            if (sighting.expiresAt().isAfter(now)) {
                earliestExpiry = earlier(earliestExpiry, sighting);
            } else {
                count(sighting, -1);
                each.remove();
            }
        }
    }

    private static Instant earlier(Instant time, ObservedToken sighting) {
        return sighting.expiresAt().isBefore(time) ? sighting.expiresAt() : time;
    }

    /** Without a cut-off every token of the target matches. */
    private static Revocation revocation(
            Target target, @Nullable Instant issuedBefore, @Nullable Instant authenticatedBefore) {
        boolean every = issuedBefore == null && target.kind().needsCutOff();
        return new Revocation(target, LATEST, every ? LATEST : issuedBefore, authenticatedBefore);
    }
}
