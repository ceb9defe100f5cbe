package io.revocast.consumer.internal.store;

import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Target;
import io.revocast.event.internal.TargetKey;
import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * All targets of one kind, issuer and, for claims and paths, name or pointer: they differ in one text only. It has hash
 * keys of its own, derived from the secret, so that hashing that one text tells the whole target.
 *
 * <p>A scope is enlisted while any of its revocations may live; the fields for that are the replay thread's alone.
 */
public final class TargetScope {
    private final Target.Kind kind;
    private final String issuer;
    private final String name;
    private final String claimName;
    private final String[] into;
    private final boolean listOfMembers;
    private final long seed;
    private final long key0;
    private final long key1;
    private final Fingerprint everything;
    private boolean enlisted;
    private long lastEnd;

    /** What a process mixes into every fingerprint. Never printed. */
    static final class Secret {
        private final long[] keys = new SecureRandom().longs(4).toArray();
    }

    private TargetScope(Secret secret, Target.Kind kind, String issuer, String name, String[] segments, String key) {
        this.kind = kind;
        this.issuer = issuer;
        this.name = name;
        // A map of claims finds a name by identity, where it can, without comparing texts.
        this.claimName = segments[0].intern();
        this.listOfMembers = kind == Target.Kind.CLAIM && name.equals(Target.Claim.SCOPE);
        this.into = Arrays.copyOfRange(segments, 1, segments.length);
        this.key0 = TextHash.sip(secret.keys[0], secret.keys[1], key);
        this.key1 = TextHash.sip(secret.keys[1], secret.keys[2], key);
        this.seed = TextHash.sip(secret.keys[2], secret.keys[3], key);
        this.everything = fingerprint("");
    }

    private TargetScope(Secret secret, Target.Kind kind, String issuer, String name, String key) {
        this(secret, kind, issuer, name, new String[] {name}, key);
    }

    /** Returns the scope of a target. */
    static TargetScope of(Target target, Secret secret) {
        String issuer = target.issuer();
        return switch (target.kind()) {
            case TOKEN -> ofTokens(issuer, secret);
            case CLAIM -> {
                String name = ((Target.Claim) target).name();
                yield new TargetScope(secret, Target.Kind.CLAIM, issuer, name, TargetKey.claim(issuer, name, ""));
            }
            case PATH -> {
                Target.Path path = (Target.Path) target;
                yield new TargetScope(
                        secret,
                        Target.Kind.PATH,
                        issuer,
                        path.pointer(),
                        path.segments().toArray(String[]::new),
                        TargetKey.path(issuer, path.pointer(), ""));
            }
            case KEY -> new TargetScope(secret, Target.Kind.KEY, issuer, "", TargetKey.key(issuer, ""));
            case ISSUER -> new TargetScope(secret, Target.Kind.ISSUER, issuer, "", TargetKey.issuer(issuer));
        };
    }

    static TargetScope ofTokens(String issuer, Secret secret) {
        return new TargetScope(secret, Target.Kind.TOKEN, issuer, "", TargetKey.token(issuer, ""));
    }

    /** Returns the target with a text. */
    Target target(String value) {
        return switch (kind) {
            case TOKEN -> new Target.Token(issuer, value);
            case CLAIM -> new Target.Claim(issuer, name, value);
            case PATH -> new Target.Path(issuer, name, value);
            case KEY -> new Target.Key(issuer, value);
            case ISSUER -> new Target.Issuer(issuer);
        };
    }

    Target.Kind kind() {
        return kind;
    }

    public String issuer() {
        return issuer;
    }

    /** The claim's name, or the pointer; empty for other kinds. */
    String name() {
        return name;
    }

    /** The claim that tokens of this scope have a value in; empty for other kinds. */
    String claimName() {
        return claimName;
    }

    /** Whether a text is also a list of members with spaces between them. */
    boolean isListOfMembers() {
        return listOfMembers;
    }

    /** What a token has where this scope looks: the claim's value, or what the pointer leads to in it. */
    @Nullable
    Object valueIn(VerifiedToken token) {
        Object value = token.claim(claimName);
        for (String segment : into) {
            if (value instanceof Map<?, ?> object) {
                value = object.get(segment);
            } else {
                value = value instanceof List<?> array ? element(array, segment) : null;
            }
        }
        return value;
    }

    /** Returns the element with an index as RFC 6901 section 4 spells it: digits, and no leading zero. */
    private static @Nullable Object element(List<?> array, String index) {
        boolean plain = !index.isEmpty() && index.length() < 10 && (index.charAt(0) != '0' || index.length() == 1);
        int number = 0;
        for (int i = 0; plain && i < index.length(); i++) {
            char digit = index.charAt(i);
            plain = digit >= '0' && digit <= '9';
            number = 10 * number + (digit - '0');
        }
        return plain && number < array.size() ? array.get(number) : null;
    }

    long quick(String value) {
        return TextHash.quick(seed, value);
    }

    /** The quick half of the fingerprint of a part of a text. */
    long quick(String text, int from, int to) {
        return TextHash.quick(seed, text, from, to);
    }

    /** Returns the fingerprint of the target with a text, whose quick half is known. */
    Fingerprint fingerprint(long quick, String value) {
        return Fingerprint.of(quick, TextHash.sip(key0, key1, value), kind == Target.Kind.TOKEN);
    }

    Fingerprint fingerprint(String value) {
        return fingerprint(quick(value), value);
    }

    /** The fingerprint of the only target of an issuer's scope. */
    Fingerprint everything() {
        return everything;
    }

    public boolean isEnlisted() {
        return enlisted;
    }

    void enlisted(boolean now) {
        enlisted = now;
    }

    /** When the last of its revocations ends, in seconds since 1970. */
    long lastEnd() {
        return lastEnd;
    }

    void liveUntil(long end) {
        lastEnd = Math.max(lastEnd, end);
    }
}
