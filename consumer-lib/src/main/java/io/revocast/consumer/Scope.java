package io.revocast.consumer;

import io.revocast.event.Target;
import io.revocast.event.TargetKey;

import java.security.SecureRandom;

/**
 * All targets of one kind, issuer and, for claims, name: they differ in one text only. It has hash keys of its own,
 * derived from the secret, so that hashing that one text tells the whole target.
 *
 * <p>A scope is enlisted while any of its revocations may live; the fields for that are the replay thread's alone.
 */
final class Scope {
    private final Target.Kind kind;
    private final String issuer;
    private final String claimName;
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

    private Scope(Secret secret, Target.Kind kind, String issuer, String claimName, String name) {
        this.kind = kind;
        this.issuer = issuer;
        // A map of claims finds a name by identity, where it can, without comparing texts.
        this.claimName = claimName.intern();
        this.key0 = TextHash.sip(secret.keys[0], secret.keys[1], name);
        this.key1 = TextHash.sip(secret.keys[1], secret.keys[2], name);
        this.seed = TextHash.sip(secret.keys[2], secret.keys[3], name);
        this.everything = fingerprint("");
    }

    /** Returns the scope of a target. */
    static Scope of(Target target, Secret secret) {
        String issuer = target.issuer();
        return switch (target.kind()) {
            case TOKEN -> ofTokens(issuer, secret);
            case CLAIM -> {
                String name = ((Target.Claim) target).name();
                yield new Scope(secret, Target.Kind.CLAIM, issuer, name, TargetKey.claim(issuer, name, ""));
            }
            case KEY -> new Scope(secret, Target.Kind.KEY, issuer, "", TargetKey.key(issuer, ""));
            case ISSUER -> new Scope(secret, Target.Kind.ISSUER, issuer, "", TargetKey.issuer(issuer));
        };
    }

    static Scope ofTokens(String issuer, Secret secret) {
        return new Scope(secret, Target.Kind.TOKEN, issuer, "", TargetKey.token(issuer, ""));
    }

    /** The text by which a target differs from the others of its scope; empty for an issuer. */
    static String valueOf(Target target) {
        if (target instanceof Target.Token token) {
            return token.id();
        }
        if (target instanceof Target.Claim claim) {
            return claim.value();
        }
        return target instanceof Target.Key key ? key.keyId() : "";
    }

    /** The claim that a target names a value of; empty for one of another kind. */
    static String claimNameOf(Target target) {
        return target instanceof Target.Claim claim ? claim.name() : "";
    }

    /** Returns the target with a text. */
    Target target(String value) {
        return switch (kind) {
            case TOKEN -> new Target.Token(issuer, value);
            case CLAIM -> new Target.Claim(issuer, claimName, value);
            case KEY -> new Target.Key(issuer, value);
            case ISSUER -> new Target.Issuer(issuer);
        };
    }

    Target.Kind kind() {
        return kind;
    }

    String issuer() {
        return issuer;
    }

    String claimName() {
        return claimName;
    }

    long quick(String value) {
        return TextHash.quick(seed, value);
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

    boolean isEnlisted() {
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
