package io.revocast.publisher.credentials;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;

/** Makes the caller of an access token, under a name that no other token can have. */
public final class TokenCaller {
    private static final int LONGEST_NAME = 200;
    private static final int HASH_DIGITS = 32;

    private TokenCaller() {}

    /**
     * Returns the caller {@code <alias>:<client id>:<sub>}, in which whatever is not printable ASCII is
     * percent-encoded, and the client id's colons too. A name of more than 200 characters is cut and ends in a
     * hash of the whole.
     *
     * @param alias of the issuer in the configuration
     * @param issuers whose tokens it may name; empty for any issuer's
     */
    public static Caller of(String alias, String clientId, String subject, Set<Scope> scopes, Set<String> issuers) {
        String name = alias + ":" + printable(clientId).replace(":", "%3A") + ":" + printable(subject);
        return new Caller(shortened(name), clientId, scopes, issuers);
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
            if (unit > ' ' && unit < 0x7F && unit != '%') {
                printable.append((char) unit);
            } else {
                printable.append('%').append(HexFormat.of().withUpperCase().toHexDigits(unit));
            }
        }
        return printable.toString();
    }

    private static String shortened(String name) {
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        String hash = HexFormat.of().formatHex(ApiKey.sha256(name)).substring(0, HASH_DIGITS);
        return name.substring(0, LONGEST_NAME - HASH_DIGITS - 1) + "~" + hash;
    }
}
