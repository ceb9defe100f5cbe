package io.revocast.publisher.credentials;

/** What is known about the sender of a credential. Immutable. */
public sealed interface Identification {
    /** The credential is this caller's. */
    record Known(Caller caller) implements Identification {}

    /** The credential is unknown. The answer does not say what is wrong with it, because that would help an attacker. */
    record Unknown() implements Identification {}

    /**
     * The credential may be good, but what it takes to tell cannot be had now: the same request may be repeated.
     *
     * @param reason for people, in words that follow "who is asking cannot be told now: "
     */
    record CannotTell(String reason) implements Identification {}
}
