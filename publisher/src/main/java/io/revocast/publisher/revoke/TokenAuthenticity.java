package io.revocast.publisher.revoke;

/** Says whether a pasted token was signed by the issuer that it names. Implementations are thread-safe. */
@FunctionalInterface
public interface TokenAuthenticity {
    /** Accepts any signature; for a publisher that knows no issuer's keys. */
    TokenAuthenticity NOT_CHECKED = token -> {};

    /**
     * Returns when the token is authentic.
     *
     * @throws RejectedException when it is not
     * @throws UnavailableException when the issuer's keys cannot be had now
     */
    void verify(PastedToken token) throws RejectedException, UnavailableException;
}
