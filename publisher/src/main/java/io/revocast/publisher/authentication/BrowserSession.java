package io.revocast.publisher.authentication;

import io.revocast.publisher.credentials.Credential;

/** A browser that has signed in. Implementations are thread-safe. */
public interface BrowserSession {
    /** The credential that the browser signed in with. Each request asks again whose it is. */
    Credential credential();

    /** Whether the session goes on; asking does not extend it. */
    boolean isOpen();

    /** Ends the session. Further calls do nothing. */
    void end();
}
