package io.revocast.spring.security;

import io.revocast.consumer.Verdict;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.JwtValidationException;

import java.util.List;

/**
 * No list can ever check a token, for example because it has no {@code iss}, and the failure policy denies. Spring
 * Security answers 401: to repeat the request does not help.
 */
public final class UncheckableTokenException extends JwtValidationException {
    private static final long serialVersionUID = 1L;

    private final Verdict.Reason reason;

    UncheckableTokenException(Verdict.Reason reason, String description, OAuth2Error error) {
        super(description, List.of(error));
        this.reason = reason;
    }

    /** Returns what the token lacks. */
    public Verdict.Reason reason() {
        return reason;
    }
}
