package io.revocast.consumer.internal.store;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * Keeps once what many revocations have in common: issuers, claim names, who asked and why. Knows the last few only, so
 * that texts that differ each time cost nothing for long. Used by one thread.
 */
public final class TextInterner {
    private static final int MOST = 1000;

    private final Map<String, String> known = new HashMap<>();

    /** The same target, made of texts that others are made of too. */
    Target in(Target target) {
        if (target instanceof Target.Token token) {
            return isOne(token.issuer()) ? token : new Target.Token(one(token.issuer()), token.id());
        }
        if (target instanceof Target.Claim claim) {
            return new Target.Claim(one(claim.issuer()), one(claim.name()), claim.value());
        }
        if (target instanceof Target.Path path) {
            return new Target.Path(one(path.issuer()), one(path.pointer()), path.value());
        }
        return target;
    }

    /** The same text, as others have it; null for null. */
    @Nullable
    String oneOrNone(@Nullable String text) {
        return text == null ? null : one(text);
    }

    @SuppressWarnings("ReferenceEquality") // which of two equal texts it is, is the question
    private boolean isOne(String text) {
        return known.get(text) == text;
    }

    private String one(String text) {
        String first = known.get(text);
        if (first != null) {
            return first;
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(text, text);
        return text;
    }
}
