package io.revocast.consumer.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * The 128 bits that represent a target in memory, computed with a secret of this process. One of the bits separates
 * tokens from other targets.
 *
 * <p>Two targets with one fingerprint would revoke each other's tokens. Among ten million targets no two share a
 * fingerprint, with probability 1 - 2<sup>-81</sup>. An attacker cannot construct a collision: one half is a
 * pseudo-random function whose key never leaves the process.
 */
class Fingerprint {
    private final long quick;
    private final long exact;

    Fingerprint(long quick, long exact) {
        this.quick = quick;
        this.exact = exact;
    }

    /** Makes the fingerprint of a token, or of any other target. */
    static Fingerprint of(long quick, long exact, boolean token) {
        return new Fingerprint(quick, token ? exact & Long.MAX_VALUE : exact | Long.MIN_VALUE);
    }

    Fingerprint(Fingerprint other) {
        this(other.quick, other.exact);
    }

    /** The half that {@link BloomFilter} knows. */
    final long quick() {
        return quick;
    }

    /** Whether it stands for a token. */
    final boolean isToken() {
        return exact >= 0;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Fingerprint that && exact == that.exact && quick == that.quick;
    }

    @Override
    public final int hashCode() {
        return (int) exact;
    }
}
