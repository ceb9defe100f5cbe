package io.revocast.publisher;

import io.revocast.consumer.State;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.TopicPosition;
import io.revocast.consumer.internal.replay.RecentRequests;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.CanaryIssuer;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.kafka.topic.LogBeginnings;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The publisher's own reading of the topic: the same list that services embed.
 *
 * @param verified whether the topic was found to be the one that holds the revocations
 * @param settled whether everything live stands where its key hashes
 * @param beginnings where the log begins
 */
public record PublisherRevocations(
        KafkaRevocationList list, BooleanSupplier verified, Predicate<TopicPosition> settled, LogBeginnings beginnings)
        implements LiveRevocations {
    private static final Duration RECENT = Duration.ofSeconds(1);

    @Override
    public boolean isReplayed() {
        // A topic that is not verified may be an empty one, in place of one that was lost.
        return verified.getAsBoolean() && list.status().initialReplayComplete();
    }

    @Override
    public Optional<String> unsettled() {
        if (!verified.getAsBoolean()) {
            return Optional.of("the topic is not verified");
        }
        if (list.state() != State.CURRENT) {
            return Optional.of("this publisher cannot prove that it reads the whole topic: "
                    + list.state().wireName());
        }
        return list.position().filter(settled).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "the topic was re-created, was given partitions or lost records, and live revocations are being "
                                + "appended to it");
    }

    @Override
    public int replay() {
        return list.replays();
    }

    @Override
    public Optional<TopicPosition> position() {
        return list.position();
    }

    @Override
    public Optional<LiveRevocation> find(Target target) {
        return list.find(target).map(this::withDeletion);
    }

    /** A revocation whose last record was deleted is like one that is overwritten: a reader that starts lacks it. */
    private LiveRevocation withDeletion(LiveRevocation live) {
        return live.overwritten() || !beginnings.isDeleted(live.receipt()) ? live : live.asOverwritten();
    }

    @Override
    public boolean isDeleted(Receipt receipt) {
        return beginnings.isDeleted(receipt);
    }

    @Override
    public void lookForDeleted() throws UnavailableException {
        TopicPosition position = list.position().orElse(null);
        if (position == null) {
            return;
        }
        try {
            beginnings.ask(position.topicId(), position.next().keySet(), RECENT);
        } catch (TimeoutException e) {
            throw new UnavailableException(
                    Certainty.UNKNOWN,
                    "this publisher cannot tell whether the log still has the record of the first request: "
                            + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(
                    Certainty.UNKNOWN, "the publisher is stopping; repeat the request elsewhere", e);
        }
    }

    @Override
    public boolean madeLive(Receipt receipt, UUID id) {
        return list.wasFirst(receipt, id);
    }

    @Override
    public boolean hasExtended(Receipt receipt, UUID id) {
        return list.hasExtended(receipt, id);
    }

    @Override
    public Optional<RecentRequests.First> firstOf(UUID request) {
        return list.firstOf(request);
    }

    @Override
    public List<RevocationEvent.Reinstated> recentReinstatements() {
        return list.recentReinstatements();
    }

    @Override
    public Set<String> ruleNames(String issuer) {
        return list.ruleNames(issuer);
    }

    @Override
    public Stream<LiveRevocation> live() {
        return list.live()
                .filter(each -> !CanaryIssuer.owns(each.revocation().target()))
                .map(this::withDeletion);
    }

    /** A receipt of a topic that was re-created under this publisher is never applied. */
    @Override
    public boolean awaitApplied(Receipt receipt, Duration timeout) throws InterruptedException {
        try {
            return list.awaitApplied(receipt, timeout);
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
