package io.revocast.publisher.access;

/** What is known of whoever shows a credential. Immutable. */
public sealed interface Identification {
    /** The credential is this caller's. */
    record Known(Caller caller) implements Identification {}

    /** The credential is nobody's. It does not say what is wrong with it: that would help whoever guesses. */
    record Unknown() implements Identification {}

    /**
     * The credential may be good, but what it takes to tell cannot be had now: the same request may be repeated.
     *
     * @param reason for people, in words that follow "who is asking cannot be told now: "
     */
    record CannotTell(String reason) implements Identification {}
}
