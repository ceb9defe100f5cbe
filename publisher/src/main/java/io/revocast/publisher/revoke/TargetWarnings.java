package io.revocast.publisher.revoke;

import io.revocast.event.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says why a target may match no token at all: a success that refuses nothing must not pass unnoticed. Thread-safe. */
public final class TargetWarnings {
    private final SeenTokens seen;
    private final KnownIssuers issuers;

    /**
     * @param seen tokens that callers reported lately; without any of an issuer, nothing is said about its claims
     */
    public TargetWarnings(SeenTokens seen, KnownIssuers issuers) {
        this.seen = seen;
        this.issuers = issuers;
    }

    /** Returns a sentence for each reason; empty when none is known. */
    public List<String> of(Target target) {
        List<String> warnings = new ArrayList<>();
        if (!issuers.isKnown(target.issuer())) {
            warnings.add("no issuer " + target.issuer() + " is configured; if it is misspelt, no token is refused");
        }
        Preview.Observed observed = seen.observed(target);
        if (observed != null && observed.tokens() > 0 && observed.having() == 0) {
            warnings.add("none of the " + observed.tokens() + " tokens of " + target.issuer()
                    + " that callers reported lately has the claim " + claim(target)
                    + "; this revocation may refuse no token");
        }
        if (target instanceof Target.Claim claim && claim.name().startsWith("/")) {
            warnings.add("this target names a claim " + claim.name()
                    + " at the top level; a place inside a claim has the target kind path");
        }
        return warnings;
    }

    /**
     * Returns a sentence when no token of an issuer that was reported has a claim.
     *
     * @param claims of which one is enough
     */
    public Optional<String> missing(String issuer, List<String> claims) {
        int tokens = 0;
        for (String claim : claims) {
            Preview.Observed observed = seen.observed(issuer, claim);
            if (observed.having() > 0) {
                return Optional.empty();
            }
            tokens = observed.tokens();
        }
        return tokens == 0
                ? Optional.empty()
                : Optional.of("none of the " + tokens + " tokens of " + issuer + " that callers reported lately has "
                        + String.join(" or ", claims));
    }

    private static String claim(Target target) {
        return target instanceof Target.Path path
                ? path.segments().get(0)
                : target instanceof Target.Claim claim ? claim.name() : "";
    }
}
