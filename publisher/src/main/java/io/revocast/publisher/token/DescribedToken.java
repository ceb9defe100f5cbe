package io.revocast.publisher.token;

import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;

import java.util.Set;

/** A token as a check reads it, all of whose claims are known. Immutable. */
public interface DescribedToken extends VerifiedToken {
    /** {@inheritDoc} Never null here. */
    @Override
    String issuer();

    /** What names the token: its {@code jti}, or its fingerprint where that cannot; null when neither is known. */
    @Nullable
    String id();

    /** The names of its claims. */
    @Override
    Set<String> claimNames();
}
