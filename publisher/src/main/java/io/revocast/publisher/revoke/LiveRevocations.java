package io.revocast.publisher.revoke;

import io.revocast.consumer.LiveRevocation;
import io.revocast.consumer.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.Target;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the log says is revoked, as every service reads it. Implementations are thread-safe and keep origins. */
public interface LiveRevocations {
    /** Whether the log has been read to its end once; before, nothing may be concluded from an absence. */
    boolean isReplayed();

    /**
     * Why nothing may be confirmed at this moment, in plain words; empty when what is committed and applied may be. A
     * process that is not current may not know that the topic was re-created or given partitions.
     */
    Optional<String> unsettled();

    /** How far which topic has been read; empty before it was reached, and while it changes. */
    Optional<TopicPosition> position();

    /** The live revocation of exactly this target. */
    Optional<LiveRevocation> find(Target target);

    /**
     * Whether the event of a receipt, once applied, is known to have made its target live. False also when that is not
     * known, or no longer.
     *
     * @param id of the event's origin
     */
    boolean madeLive(Receipt receipt, UUID id);

    /** Where the first event stands that a request wrote; empty when there is none, or no longer known. */
    Optional<Receipt> receiptOf(UUID request);

    /** The claims and the pointers that live revocations of an issuer name. */
    default Set<String> ruleNames(String issuer) {
        return live().map(each -> each.revocation().target())
                .filter(target -> target.issuer().equals(issuer))
                .flatMap(target -> target instanceof Target.Claim claim
                        ? Stream.of(claim.name())
                        : target instanceof Target.Path path ? Stream.of(path.pointer()) : Stream.empty())
                .collect(Collectors.toSet());
    }

    /** All live revocations, weakly consistent. */
    Stream<LiveRevocation> live();

    /** Waits until the event of a receipt has been applied here. Returns false when the time is over. */
    boolean awaitApplied(Receipt receipt, Duration timeout) throws InterruptedException;
}
