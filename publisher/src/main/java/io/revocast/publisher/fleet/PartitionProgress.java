package io.revocast.publisher.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How far the instances of a fleet have read one partition of the log. Immutable.
 *
 * @param end the offset of the next record that the publisher itself reads
 * @param next how many instances have applied everything before an offset; the greatest offset first
 */
public record PartitionProgress(int partition, long end, List<Step> next) {
    /** With more different offsets, the lowest are merged. */
    static final int MOST_STEPS = 64;

    /** Copies the list. */
    public PartitionProgress {
        next = List.copyOf(next);
    }

    /**
     * Some instances at one offset.
     *
     * @param offset they have applied everything before it
     */
    public record Step(long offset, int instances) {}

    /** Merges the lowest offsets into the least of them, which claims no more than is known. */
    static PartitionProgress of(int partition, long end, Map<Long, Integer> instances) {
        List<Step> steps = new ArrayList<>(instances.size());
        instances.forEach((offset, count) -> steps.add(new Step(offset, count)));
        steps.sort(Comparator.comparingLong(Step::offset).reversed());
        if (steps.size() <= MOST_STEPS) {
            return new PartitionProgress(partition, end, steps);
        }
        List<Step> rest = steps.subList(MOST_STEPS - 1, steps.size());
        Step merged = new Step(
                rest.get(rest.size() - 1).offset(),
                rest.stream().mapToInt(Step::instances).sum());
        List<Step> kept = new ArrayList<>(steps.subList(0, MOST_STEPS - 1));
        kept.add(merged);
        return new PartitionProgress(partition, end, kept);
    }
}
