package io.revocast.publisher.check;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.token.DescribedToken;
import io.revocast.publisher.token.NestedClaims;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in words why a target does not match a token. Quotes values of the token, cut at 100 characters. */
final class RuleMismatch {
    private static final int LONGEST_QUOTE = 100;
    private static final int MOST_VALUES = 10;
    /** The first second of the year 10000. */
    private static final long BEYOND_CALENDAR = 253_402_300_800L;

    private static final String NULL = " is null, which matches nothing";

    private RuleMismatch() {}

    /** Why a target does not name a token. */
    static String of(DescribedToken token, Target target) {
        if (!target.issuer().equals(token.issuer())) {
            return differs("the token's iss", token.issuer(), target.issuer());
        }
        if (target instanceof Target.Token named) {
            String id = token.id();
            return id == null ? "the token's jti and fingerprint are unknown" : differs("its name", id, named.id());
        }
        if (target instanceof Target.Key key) {
            String keyId = token.keyId();
            return keyId == null ? "the token's header has no kid" : differs("its kid", keyId, key.keyId());
        }
        if (target instanceof Target.Path path) {
            return ofPath(token, path);
        }
        return target instanceof Target.Claim claim ? ofClaim(token, claim) : "the token has another issuer";
    }

    private static String ofClaim(DescribedToken token, Target.Claim claim) {
        Object value = token.claim(claim.name());
        if (value == null) {
            return absent(token, claim.name(), similar(token, claim.name()));
        }
        if (value instanceof Map<?, ?>) {
            return "the claim " + claim.name() + " is an object; revoke by a path such as "
                    + Target.Path.append(Target.Path.append("", claim.name()), "sub");
        }
        return values("the claim " + claim.name(), claim.name(), value, claim.value());
    }

    private static String absent(DescribedToken token, String name, String hint) {
        return token.claimNames().contains(name) ? "the claim " + name + NULL : "the token has no claim " + name + hint;
    }

    private static String similar(DescribedToken token, String name) {
        if (name.startsWith("/")) {
            return "; a place inside a claim is named by a path, not by a claim";
        }
        Optional<String> same = token.claimNames().stream()
                .filter(each -> each.strip().equalsIgnoreCase(name.strip()))
                .findFirst();
        if (same.isPresent()) {
            return "; it has " + quote(same.get());
        }
        int dot = name.indexOf('.');
        return dot > 0 && token.claim(name.substring(0, dot)) instanceof Map<?, ?>
                ? "; a place inside a claim is named by a path such as /" + name.replace('.', '/')
                : "";
    }

    private static String ofPath(DescribedToken token, Target.Path path) {
        List<String> segments = path.segments();
        Object value = token.claim(segments.get(0));
        if (value == null) {
            return absent(token, segments.get(0), "");
        }
        String place = Target.Path.append("", segments.get(0));
        for (String segment : segments.subList(1, segments.size())) {
            if (!NestedClaims.hasMember(value, segment)) {
                return place + " is " + kind(value) + " without " + quote(segment);
            }
            place = Target.Path.append(place, segment);
            value = NestedClaims.member(value, segment);
            if (value == null) {
                return place + NULL;
            }
        }
        return values(place, path.pointer(), value, path.value());
    }

    private static String kind(Object value) {
        return value instanceof Map<?, ?> ? "an object" : value instanceof List<?> ? "an array" : "a single value";
    }

    private static String values(String place, String name, Object value, String wanted) {
        List<String> texts = Target.Claim.textsOf(name, value).toList();
        if (texts.isEmpty()) {
            return place + " is " + kind(value) + " that no target can name";
        }
        boolean nearly = texts.stream()
                .anyMatch(each -> each.strip()
                        .toLowerCase(Locale.ROOT)
                        .equals(wanted.strip().toLowerCase(Locale.ROOT)));
        return place + " is "
                + texts.stream().limit(MOST_VALUES).map(RuleMismatch::quote).collect(Collectors.joining(", "))
                + (texts.size() > MOST_VALUES ? " and " + (texts.size() - MOST_VALUES) + " more" : "")
                + (nearly ? ", which differs from the target's value in case or white space" : "");
    }

    /** Why a live revocation that names a token lets it pass. */
    static String ofTimes(DescribedToken token, LiveRevocation found) {
        Revocation revocation = found.revocation();
        String why = "its iat, " + time(token.issuedAt()) + ", is after the cut-off, " + revocation.issuedBefore();
        Instant logins = revocation.authenticatedBefore();
        if (logins == null) {
            return why;
        }
        return why
                + (token.claim("auth_time") instanceof Number time
                        ? ", and its auth_time, " + time((long) Math.floor(time.doubleValue())) + ", is after " + logins
                        : ", and it has no auth_time");
    }

    /** A claim may have any number after a cut-off. */
    private static String time(long second) {
        return second < BEYOND_CALENDAR ? Instant.ofEpochSecond(second).toString() : "a time beyond the year 9999";
    }

    private static String differs(String what, String has, String wanted) {
        return what + " is " + quote(has) + ", not " + quote(wanted);
    }

    private static String quote(String text) {
        return '"' + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text) + '"';
    }
}
