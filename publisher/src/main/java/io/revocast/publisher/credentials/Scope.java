package io.revocast.publisher.credentials;

import io.revocast.event.Target;

import java.util.Arrays;
import java.util.Optional;

/** A permission, spelt as an OAuth scope (RFC 6749 section 3.3) and as a word in a credential's configuration. */
public enum Scope {
    /** Revoke single tokens. */
    WRITE_TOKEN("revocation:token:write", "token"),
    /** Revoke by the value of a claim, or by a value inside one. */
    WRITE_CLAIM("revocation:claim:write", "claim"),
    /** Revoke signing keys, together with {@link #BREAK_GLASS}. */
    WRITE_KEY("revocation:key:write", "key"),
    /** Revoke whole issuers, together with {@link #BREAK_GLASS}. */
    WRITE_ISSUER("revocation:issuer:write", "issuer"),
    /** List revocations, have a token explained, read metrics. */
    READ("revocation:read", "read"),
    /** Take revocations back. */
    REINSTATE("revocation:reinstate", "reinstate"),
    /** Revoke what is broad by its nature: keys and issuers. */
    BREAK_GLASS("revocation:break-glass", "break-glass"),
    /** Read the audit. */
    AUDIT("revocation:audit", "audit"),
    /** Ask whether a token is active (RFC 7662). */
    INTROSPECT("revocation:introspect", "introspect"),
    /** Revoke tokens that were issued to other clients over RFC 7009. */
    ANY_CLIENT("revocation:any-client", "any-client"),
    /** Report tokens that were seen lately, for previews. */
    REPORT("revocation:report", "report");

    private final String wireName;
    private final String word;

    Scope(String wireName, String word) {
        this.wireName = wireName;
        this.word = word;
    }

    /** The scope as tokens carry it. */
    public String wireName() {
        return wireName;
    }

    /** The scope as a credential's configuration has it. */
    public String word() {
        return word;
    }

    /** The scope of a wire name; empty when there is none. */
    public static Optional<Scope> ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(scope -> scope.wireName.equals(wireName))
                .findFirst();
    }

    /** The scope of a word; empty when there is none. */
    public static Optional<Scope> ofWord(String word) {
        return Arrays.stream(values()).filter(scope -> scope.word.equals(word)).findFirst();
    }

    /** What it takes to revoke a kind of target, before {@link #BREAK_GLASS}. */
    public static Scope toRevoke(Target.Kind kind) {
        return switch (kind) {
            case TOKEN -> WRITE_TOKEN;
            case CLAIM, PATH -> WRITE_CLAIM;
            case KEY -> WRITE_KEY;
            case ISSUER -> WRITE_ISSUER;
        };
    }
}
