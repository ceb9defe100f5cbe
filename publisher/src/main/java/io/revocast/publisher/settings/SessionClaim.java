package io.revocast.publisher.settings;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * The value of {@code issuers.<alias>.session-claim}: the claim that has the session, and perhaps the claim that has its
 * user, such as {@code sid,sub}. Immutable.
 *
 * @param name the session's claim; a hyphen for none
 * @param second the user's claim; null when messages revoke the session alone
 */
record SessionClaim(String name, @Nullable String second) {
    static SessionClaim parse(String text) {
        String[] names = text.split(",", -1);
        if (names.length > 2) {
            throw new IllegalArgumentException("must be the session's claim, or it and the user's, such as sid,sub");
        }
        return new SessionClaim(claim(names[0]), names.length == 1 ? null : claim(names[1]));
    }

    private static String claim(String text) {
        String name = text.strip();
        if (!Target.Claim.nameable(name)) {
            throw new IllegalArgumentException("must be a claim that tokens can be revoked by, such as sid");
        }
        return name;
    }

    Optional<String> user() {
        return Optional.ofNullable(second);
    }
}
