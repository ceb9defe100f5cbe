package io.revocast.consumer;

import org.jspecify.annotations.Nullable;

/**
 * What stands for a target in memory: 128 bits, made with a secret of this process. One of them tells tokens from all
 * else.
 *
 * <p>Two targets with one fingerprint would revoke each other's tokens. By chance that does not happen: ten million
 * targets share none with probability 1 - 2<sup>-81</sup>. Nobody can bring it about either, because one half is a
 * pseudo-random function whose key never leaves the process, so that it cannot be searched for.
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

    /** The half that {@link MissFilter} knows. */
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
