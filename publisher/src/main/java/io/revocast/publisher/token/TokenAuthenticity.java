package io.revocast.publisher.token;

import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.UnavailableException;

/** Says whether a pasted token was signed by the issuer that it names. Implementations are thread-safe. */
@FunctionalInterface
public interface TokenAuthenticity {
    /** Accepts any signature; for a publisher that knows no issuer's keys. */
    TokenAuthenticity NOT_CHECKED = token -> {};

    /**
     * Returns when the token is authentic.
     *
     * @throws RejectedException when it is not, or when this publisher has no means to tell, which
     *     {@link RejectedException#isProvenInvalid} distinguishes
     * @throws UnavailableException when the issuer's keys cannot be had now
     */
    void verify(PastedToken token) throws RejectedException, UnavailableException;

    /**
     * Returns the same for requests without a credential, which must not take from the others what it costs to read an
     * issuer's keys.
     */
    default TokenAuthenticity forAnonymous() {
        return this;
    }
}
