package io.revocast.publisher.fleet;

import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.InstanceReport.Applied;
import io.revocast.event.internal.InstanceReport.Digest;
import io.revocast.event.internal.InstanceReport.InstanceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares digests of instances that have applied the same events with the same settings. Digests that differ prove that an
 * instance has lost or invented a revocation, or that a report is forged. Remembers the last {@value #KEPT} positions.
 * Thread-safe.
 */
final class DigestComparison {
    static final int KEPT = 1024;

    private static final Logger LOGGER = LoggerFactory.getLogger(DigestComparison.class);
    private static final int MOST_MISMATCHES = 64;
    /** How long a mismatch is shown. */
    private static final Duration SHOWN = Duration.ofHours(1);

    private final Map<Position, Said> said = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Position, Said> eldest) {
            return size() > KEPT;
        }
    };

    private final Map<InstanceId, DigestMismatch> mismatches = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InstanceId, DigestMismatch> eldest) {
            return size() > MOST_MISMATCHES;
        }
    };

    private long found;

    /** Where and how a digest was taken: with an equal one, the sums must be equal. */
    private record Position(
            String topicId, Map<Integer, Long> last, Map<Integer, Integer> epochs, Instant from, long settings) {}

    private record Said(InstanceId first, long sum) {}

    /** Compares the digest of a report, if it has one. */
    synchronized void add(InstanceReport report, Instant at) {
        Digest digest = report.digest();
        String topicId = report.topicId();
        if (digest == null || topicId == null || report.applied().isEmpty()) {
            return;
        }
        Map<Integer, Long> last = new HashMap<>();
        for (Map.Entry<Integer, Applied> each : report.applied().entrySet()) {
            last.put(each.getKey(), each.getValue().last());
        }
        Position position = new Position(topicId, last, report.epochs(), digest.from(), digest.settings());
        Said before = said.putIfAbsent(position, new Said(report.id(), digest.sum()));
        if (before == null || before.sum() == digest.sum()) {
            return;
        }
        found++;
        boolean known = mismatches.remove(report.id()) != null;
        mismatches.put(report.id(), new DigestMismatch(before.first(), report.id(), at));
        if (!known) {
            LOGGER.atError()
                    .addKeyValue("instance", report.id())
                    .addKeyValue("other", before.first())
                    .log(
                            "digests differ: two instances have applied the same events and hold different revocations, or a "
                                    + "report is forged. Restart both, and see docs/propagation.md");
        }
    }

    /** The mismatches of the last hour, one for each instance that differs from the first one at its position. */
    synchronized List<DigestMismatch> recent(Instant now) {
        mismatches.values().removeIf(each -> each.at().isBefore(now.minus(SHOWN)));
        return new ArrayList<>(mismatches.values());
    }

    /** How many reports differed so far. */
    synchronized long found() {
        return found;
    }
}
