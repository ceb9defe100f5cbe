package io.revocast.publisher.signals;

/** What of a token's holder a provider can name, from narrow to broad. */
public enum SubjectType {
    /** One log-in. */
    SESSION,
    /** The user, in all sessions. */
    USER,
    /** The user, by mail address. */
    EMAIL,
    /** An application, for all its users. */
    CLIENT,
    /** A customer of the provider, with all its users. */
    TENANT
}
