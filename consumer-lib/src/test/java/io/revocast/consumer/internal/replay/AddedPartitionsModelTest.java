package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.replay.TopicHistory.Step;
import io.revocast.event.Target;
import io.revocast.event.internal.RandomEvents;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Histories of a topic that is given partitions, in every order in which a publisher and services can read them. Once a
 * publisher has re-appended what it must, each service refuses what the callers revoked and no author took back.
 */
class AddedPartitionsModelTest {
    /** Longer histories have too many orders to try them all. */
    private static final int MOST_RECORDS = 5;

    private static final int HISTORIES = 800;
    private static final int SHORT = 4;
    private static final int LONGEST = 9;

    private final RandomGenerator random = RandomEvents.seeded().random();

    static Stream<Target> targets() {
        return TopicHistory.targets();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void servicesRefuseWhatIsRevokedAfterEveryShortHistory(Target target) {
        List<Step> steps = new ArrayList<>(List.of(new Step.AddPartition(), new Step.Repair()));
        for (int missing = 0; missing < TopicHistory.MOST_PARTITIONS; missing++) {
            for (int unread = 0; unread <= 1; unread++) {
                steps.add(new Step.Revoke(missing, unread, 1));
                steps.add(new Step.Reinstate(missing, unread));
            }
        }
        extend(target, List.of(), steps, SHORT);
    }

    private void extend(Target target, List<Step> begin, List<Step> steps, int more) {
        for (Step step : steps) {
            List<Step> longer = new ArrayList<>(begin);
            longer.add(step);
            TopicHistory history = new TopicHistory(target, random);
            if (longer.stream().allMatch(history::apply)) {
                if (more == 1) {
                    agreeInEveryOrder(target, longer);
                } else {
                    extend(target, longer, steps, more - 1);
                }
            }
        }
    }

    private void agreeInEveryOrder(Target target, List<Step> steps) {
        TopicHistory first = replay(target, steps);
        int orders = first.records().size() > MOST_RECORDS ? 1 : first.orders().size();
        for (int i = 0; i < orders; i++) {
            TopicHistory history = replay(target, steps);
            agree(
                    history,
                    orders == 1
                            ? history.shuffled()
                            : history.orders().get(i % history.orders().size()));
        }
    }

    private TopicHistory replay(Target target, List<Step> steps) {
        TopicHistory history = new TopicHistory(target, random);
        steps.forEach(history::apply);
        return history;
    }

    @ParameterizedTest
    @MethodSource("targets")
    void servicesRefuseWhatIsRevokedAfterLongHistories(Target target) {
        for (int i = 0; i < HISTORIES; i++) {
            TopicHistory history = new TopicHistory(target, random);
            int partitions = 1;
            for (int step = 1 + random.nextInt(LONGEST); step > 0; step--) {
                Step next = anyStep();
                if (next instanceof Step.AddPartition) {
                    if (partitions == TopicHistory.MOST_PARTITIONS) {
                        continue;
                    }
                    partitions++;
                }
                history.apply(next);
            }
            agree(history, history.shuffled());
        }
    }

    /** Publishers that know all partitions and have read all records leave nothing refused that was taken back. */
    @ParameterizedTest
    @MethodSource("targets")
    void servicesAcceptWhatAnAuthorTookBackWhoHadReadEverything(Target target) {
        for (int i = 0; i < HISTORIES; i++) {
            TopicHistory history = new TopicHistory(target, random);
            int partitions = 1;
            for (int step = 1 + random.nextInt(LONGEST); step > 0; step--) {
                if (partitions < TopicHistory.MOST_PARTITIONS && random.nextInt(4) == 0) {
                    partitions++;
                    history.apply(new Step.AddPartition());
                    // No publisher confirms anything before this is done.
                    history.apply(new Step.Repair());
                }
                history.apply(random.nextBoolean() ? new Step.Revoke(0, 0, 1) : new Step.Reinstate(0, 0));
            }
            history.apply(new Step.Repair());
            for (int order = 0; order < 4; order++) {
                assertThat(history.refuses(history.service(history.shuffled())))
                        .as("%s", history)
                        .isEqualTo(history.truth());
            }
            assertThat(history.refuses(history.fresh(history.shuffled())))
                    .as("%s", history)
                    .isEqualTo(history.truth());
        }
    }

    private Step anyStep() {
        int missing = random.nextInt(3) == 0 ? random.nextInt(TopicHistory.MOST_PARTITIONS) : 0;
        int unread = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
        return switch (random.nextInt(7)) {
            case 0 -> new Step.AddPartition();
            case 1 -> new Step.Repair();
            case 2, 3 -> new Step.Reinstate(missing, unread);
            default -> new Step.Revoke(missing, unread, 1 + random.nextInt(3));
        };
    }

    /** A publisher that read in one order repairs; services that read in others, before or after it, follow. */
    private void agree(TopicHistory history, List<ConsumerRecord<byte[], byte[]>> publishersOrder) {
        List<ApplyStep> following = List.of(
                history.service(publishersOrder),
                history.service(history.shuffled()),
                history.service(history.shuffled()));
        int before = history.records().size();

        history.repair(history.anyPublisher(publishersOrder));

        List<ConsumerRecord<byte[], byte[]>> repaired = history.records();
        for (ApplyStep service : following) {
            repaired.subList(before, repaired.size()).forEach(service::apply);
            requireTrue(history, service);
        }
        if (repaired.size() <= MOST_RECORDS) {
            history.orders().forEach(order -> requireTrue(history, history.service(order)));
        } else {
            requireTrue(history, history.service(history.shuffled()));
            requireTrue(history, history.service(repaired));
        }
        requireTrue(history, history.fresh(history.shuffled()));
        requireTrue(history, history.runningService());
    }

    private static void requireTrue(TopicHistory history, ApplyStep reader) {
        assertThat(history.refuses(reader)).as("%s", history).isGreaterThanOrEqualTo(history.truth());
    }
}
