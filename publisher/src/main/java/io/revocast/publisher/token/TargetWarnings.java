package io.revocast.publisher.token;

import io.revocast.event.Target;
import io.revocast.publisher.request.KnownIssuers;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says why a target may match no token at all: a success that refuses nothing must not pass unnoticed. Thread-safe. */
public final class TargetWarnings {
    /** RFC 8259 section 6. */
    private static final Pattern JSON_NUMBER =
            Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

    private final RecentTokens seen;
    private final KnownIssuers issuers;

    /**
     * @param seen tokens that callers reported lately; without any of an issuer, there is no warning about its claims
     */
    public TargetWarnings(RecentTokens seen, KnownIssuers issuers) {
        this.seen = seen;
        this.issuers = issuers;
    }

    /** Returns a sentence for each reason; empty when none is known. */
    public List<String> of(Target target) {
        List<String> warnings = new ArrayList<>();
        if (!issuers.isKnown(target.issuer())) {
            warnings.add("no issuer " + target.issuer() + " is configured; if it is misspelt, no token is refused");
        }
        ClaimObservation observed = seen.observed(target);
        if (observed != null && observed.tokens() > 0 && observed.having() == 0) {
            warnings.add("none of the " + observed.tokens() + " tokens of " + target.issuer()
                    + " that callers reported lately has the claim " + target.claimName()
                    + "; this revocation may refuse no token");
        }
        if (target instanceof Target.Claim claim && claim.name().startsWith("/")) {
            warnings.add("this target names a claim " + claim.name()
                    + " at the top level; a place inside a claim has the target kind path");
        }
        numberSpelling(target).ifPresent(warnings::add);
        return warnings;
    }

    /** A text claim may have any spelling, so the value stays unchanged. */
    private static Optional<String> numberSpelling(Target target) {
        String value = target.value();
        if (target.name().isEmpty() || !JSON_NUMBER.matcher(value).matches()) {
            return Optional.empty();
        }
        String named;
        try {
            named = Target.Claim.textOf(new BigDecimal(value));
        } catch (NumberFormatException e) {
            named = null;
        }
        if (value.equals(named)) {
            return Optional.empty();
        }
        return Optional.of("the value " + value + " matches a text only; "
                + (named == null ? "no revocation names a number of that size" : "the number has the value " + named));
    }

    /**
     * Returns a sentence when no token of an issuer that was reported has a claim.
     *
     * @param claims of which one is enough
     */
    public Optional<String> missing(String issuer, List<String> claims) {
        int tokens = 0;
        for (String claim : claims) {
            ClaimObservation observed = seen.observed(issuer, claim);
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
}
