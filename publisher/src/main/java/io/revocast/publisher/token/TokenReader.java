package io.revocast.publisher.token;

import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.UnavailableException;

import java.util.Locale;
import java.util.Set;

/** Reads tokens that callers send, and uses nothing in them before the signature is verified. Thread-safe. */
public final class TokenReader {
    /** What is signed by the same issuers and says nothing of who may do what (RFC 8725 section 3.11). */
    private static final Set<String> OTHER_TYPES = Set.of("secevent+jwt", "logout+jwt", "statuslist+jwt");

    private final TokenAuthenticity authenticity;

    public TokenReader(TokenAuthenticity authenticity) {
        this.authenticity = authenticity;
    }

    /** Returns this, for callers that rely on the claims; throws when no signature is ever verified. */
    public TokenReader requireVerifying() {
        if (authenticity.equals(TokenAuthenticity.NOT_CHECKED)) {
            throw new IllegalArgumentException(
                    "tokens must be verified: without their issuers' keys they prove nothing");
        }
        return this;
    }

    /**
     * Reads a token in any spelling.
     *
     * @throws RejectedException when it is none, or not authentic; {@linkplain RejectedException#isProvenInvalid proven
     *     invalid} when no service can accept it
     * @throws UnavailableException when the issuer's keys cannot be had now
     */
    public PastedToken read(String token) throws RejectedException, UnavailableException {
        PastedToken read = PastedToken.parse(TokenSpelling.canonical(token));
        if (read.header("typ") instanceof String type && OTHER_TYPES.contains(mediaType(type))) {
            throw new RejectedException(
                            Kind.INVALID_TOKEN,
                            "token",
                            null,
                            "must be an access, refresh or ID token, not a message to us")
                    .provenInvalid(true);
        }
        try {
            authenticity.verify(read);
        } catch (RejectedException e) {
            // Its issuer may have signed the other spelling, odd as that is, and the text may hold more than the token.
            throw token.contains(read.signingInput()) && !TokenSpelling.isJoined(token) ? e : e.provenInvalid(false);
        }
        return read;
    }

    /** The type without the prefix that RFC 7515 section 4.1.9 says to leave out. */
    private static String mediaType(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
    }
}
