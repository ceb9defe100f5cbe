package io.revocast.publisher.append;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.consumer.internal.replay.RecentRequests;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;

import java.time.Duration;
import java.util.List;
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

    /** Throws when the log has not been read to its end yet. */
    default void requireReplayed() throws UnavailableException {
        if (!isReplayed()) {
            throw new UnavailableException(
                    Certainty.NOT_WRITTEN,
                    "the publisher has not read the topic to its end yet, so it cannot know what is revoked already; "
                            + "nothing was written");
        }
    }

    /** Throws, for a request that writes nothing, when the log has not been read to its end yet. */
    default void requireReplayedToRead() throws UnavailableException {
        if (!isReplayed()) {
            throw new UnavailableException(
                    Certainty.NOT_WRITTEN, "the publisher has not read the topic to its end yet; try again later");
        }
    }

    /**
     * How often this process has begun to read the log from its start. What was applied before may be lost from a log that is
     * read again.
     */
    int replay();

    /**
     * Throws when a reader that is current may still miss what was committed and applied.
     *
     * @param replay the number of the replay when the request began to use the log
     * @param written whether an event of the request is committed; an answer without one relies on the log as well
     */
    default void requireSettledSince(int replay, boolean written) throws UnavailableException {
        Certainty certainty = written ? Certainty.UNKNOWN : Certainty.NOT_WRITTEN;
        String effect = written
                ? "the revocation may or may not be in force; repeat the request"
                : "nothing was written; repeat the request";
        requireSettled(certainty, effect);
        // Last: a replay that begins after this look has found what is lost since.
        if (replay != replay()) {
            throw new UnavailableException(
                    certainty, effect + ": the log was read again meanwhile, because it may have lost records");
        }
    }

    /**
     * Throws before anything is appended, for an event whose content depends on the partition of its target. While
     * revocations are being appended to partitions that were added, that partition is not certain.
     */
    default void requireSettledBeforeAppend() throws UnavailableException {
        requireSettled(Certainty.NOT_WRITTEN, "nothing was written; repeat the request");
    }

    private void requireSettled(Certainty certainty, String effect) throws UnavailableException {
        String reason = unsettled().orElse(null);
        if (reason != null) {
            throw new UnavailableException(certainty, effect + ": " + reason);
        }
    }

    /** Returns the topic id and the next offsets to read; empty before the topic is reached, and while it changes. */
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

    /**
     * Whether the event of a receipt, once applied, is known to have extended a revocation that was live. False also when that
     * is not known, or no longer.
     *
     * @param id of the event's origin
     */
    boolean hasExtended(Receipt receipt, UUID id);

    /** The first event that a request wrote; empty when there is none, or no longer known. */
    Optional<RecentRequests.First> firstOf(UUID request);

    /** The last reinstatements that requests with an idempotency key wrote, as far as they are known. */
    default List<RevocationEvent.Reinstated> recentReinstatements() {
        return List.of();
    }

    /**
     * Whether the record of a receipt was deleted from the beginning of the log, as far as is known.
     *
     * @see #lookForDeleted
     */
    default boolean isDeleted(Receipt receipt) {
        return false;
    }

    /** Learns which records were deleted up to about a second ago. Throws when no broker says within five seconds. */
    default void lookForDeleted() throws UnavailableException {}

    /** The claims and the pointers that live revocations of an issuer name. */
    default Set<String> ruleNames(String issuer) {
        return live().map(each -> each.revocation().target())
                .filter(target -> target.issuer().equals(issuer))
                .map(Target::name)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    /** All live revocations, weakly consistent. */
    Stream<LiveRevocation> live();

    /** Waits until the event of a receipt has been applied here. Returns false when the time is over. */
    boolean awaitApplied(Receipt receipt, Duration timeout) throws InterruptedException;
}
