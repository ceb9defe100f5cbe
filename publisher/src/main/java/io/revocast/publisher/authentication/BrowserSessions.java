package io.revocast.publisher.authentication;

import io.javalin.http.Context;
import io.revocast.publisher.json.ProblemException;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** The sessions of browsers, each known by its cookie. Implementations are thread-safe. */
public interface BrowserSessions {
    /** A server without sessions. */
    BrowserSessions NONE = new BrowserSessions() {
        @Override
        public Optional<BrowserSession> find(Context ctx) {
            return Optional.empty();
        }

        @Override
        public void requireOwnPage(Context ctx, @Nullable BrowserSession session) {
            // A browser sends no credential by itself.
        }
    };

    /** Returns the session of a request, which goes on for longer by that; empty when there is none or it has ended. */
    Optional<BrowserSession> find(Context ctx);

    /**
     * Refuses a request that changes something and that a foreign page may have made the browser send.
     *
     * @param session of the request; null when there is none
     * @throws ProblemException when the request has the wrong token or comes from another origin
     */
    void requireOwnPage(Context ctx, @Nullable BrowserSession session) throws ProblemException;
}
