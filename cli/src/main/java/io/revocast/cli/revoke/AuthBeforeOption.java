package io.revocast.cli.revoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.time.Instant;

/** The cut-off for {@code auth_time}. */
final class AuthBeforeOption {
    @Option(
            names = "--auth-before",
            paramLabel = "TIME",
            description =
                    "also tokens with auth_time at or before TIME, whatever their iat: tokens refreshed from an old "
                            + "login")
    private @Nullable Instant authBefore;

    void addTo(ObjectNode entry) {
        if (authBefore != null) {
            entry.put("authBefore", authBefore.toString());
        }
    }
}
