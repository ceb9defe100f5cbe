package io.revocast.publisher;

import io.revocast.consumer.LiveRevocation;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.State;
import io.revocast.consumer.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.LiveRevocations;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The publisher's own reading of the topic: the same list that services embed.
 *
 * @param verified whether the topic was found to be the one that holds the revocations
 * @param settled whether everything live stands where its key hashes
 */
record OwnList(RevocationList list, BooleanSupplier verified, Predicate<TopicPosition> settled)
        implements LiveRevocations {
    @Override
    public boolean isReplayed() {
        // A topic that is not verified may be an empty one, in place of one that was lost.
        return verified.getAsBoolean() && list.status().replayed();
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
                : Optional.of("the topic was given partitions, and live revocations are being appended to them");
    }

    @Override
    public Optional<TopicPosition> position() {
        return list.position();
    }

    @Override
    public Optional<LiveRevocation> find(Target target) {
        return list.find(target);
    }

    @Override
    public boolean madeLive(Receipt receipt, UUID id) {
        return list.madeLive(receipt, id);
    }

    @Override
    public Optional<Receipt> receiptOf(UUID request) {
        return list.receiptOf(request);
    }

    @Override
    public Set<String> ruleNames(String issuer) {
        return list.ruleNames(issuer);
    }

    @Override
    public Stream<LiveRevocation> live() {
        return list.live();
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
