package io.revocast.spring.security;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.spring.TokenRevocationUnknownException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Checks the tokens of an application, with the failure policy of the route. The validator, the decoders and the request
 * filters share one. Thread-safe; a check does no I/O and takes no lock.
 */
public final class JwtRevocations {
    private final RevocationCheck revocations;
    private final boolean answerNotes;
    private final AcceptedTokens accepted;
    private final UnknownVerdictLog log;

    @SuppressWarnings("ThreadLocalUsage") // each application context has requests of its own
    private final ThreadLocal<@Nullable CheckedRequest> request = new ThreadLocal<>();

    private final LongAdder allowedByRoute = new LongAdder();
    private final LongAdder deniedByRoute = new LongAdder();

    /** Checks against a list. Clients read no note. */
    public JwtRevocations(RevocationCheck revocations) {
        this(revocations, false);
    }

    /**
     * Checks against a list.
     *
     * @param answerNotes whether clients read the note of the revocation that matches their token
     */
    public JwtRevocations(RevocationCheck revocations, boolean answerNotes) {
        this(revocations, answerNotes, System::nanoTime);
    }

    JwtRevocations(RevocationCheck revocations, boolean answerNotes, LongSupplier nanoTime) {
        this.revocations = revocations;
        this.answerNotes = answerNotes;
        this.accepted = new AcceptedTokens(nanoTime);
        this.log = new UnknownVerdictLog(nanoTime);
    }

    /**
     * Checks a token of the request that this thread serves, if it is known.
     *
     * @return the answer to a token that is refused for good; null for a token that is accepted
     * @throws TokenRevocationUnknownException when the verdict is unknown at the moment and the policy denies
     */
    public @Nullable InvalidTokenAnswer refusal(Jwt token) {
        return refusal(token, request.get());
    }

    /**
     * Checks a token.
     *
     * @param of the request that it belongs to; null when it is unknown
     * @return the answer to a token that is refused for good; null for a token that is accepted
     * @throws TokenRevocationUnknownException when the verdict is unknown at the moment and the policy denies
     */
    public @Nullable InvalidTokenAnswer refusal(Jwt token, @Nullable CheckedRequest of) {
        if (accepted.contains(token)) {
            return null;
        }
        Verdict verdict = revocations.check(VerifiedSpringJwt.of(token));
        if (verdict instanceof Verdict.Unknown unknown) {
            return decide(unknown, of == null ? null : of.policy());
        }
        if (verdict instanceof Verdict.Revoked revoked) {
            InvalidTokenAnswer answer = InvalidTokenAnswer.revoked(answerNotes ? revoked.note() : null);
            if (of != null) {
                of.refuse(answer);
            }
            return answer;
        }
        accepted.add(token);
        return null;
    }

    private @Nullable InvalidTokenAnswer decide(Verdict.Unknown unknown, @Nullable FailurePolicy route) {
        boolean allow = (route == null ? unknown.policy() : route) == FailurePolicy.ALLOW;
        if (allow != unknown.accepted()) {
            (allow ? allowedByRoute : deniedByRoute).increment();
        }
        if (allow) {
            return null;
        }
        Verdict.Reason reason = unknown.reason();
        log.denied(reason);
        if (reason.concernsToken()) {
            return InvalidTokenAnswer.uncheckable(reason);
        }
        throw new TokenRevocationUnknownException(reason);
    }

    /** Returns the token, or throws what a decoder throws for an invalid one. */
    Jwt requireNotRevoked(Jwt token, @Nullable CheckedRequest of) {
        InvalidTokenAnswer answer = refusal(token, of);
        if (answer != null) {
            throw answer.exception();
        }
        return token;
    }

    /** Returns whether clients read notes. */
    public boolean answersNotes() {
        return answerNotes;
    }

    /** Returns the request that this thread serves; null when it is unknown. */
    public @Nullable CheckedRequest request() {
        return request.get();
    }

    /** Sets the request that this thread serves from now on; null removes it. For the request filter. */
    public void request(@Nullable CheckedRequest served) {
        if (served == null) {
            request.remove();
        } else {
            request.set(served);
        }
    }

    /** Returns how many unknown verdicts a route accepted although the list's policy denies. */
    public long countAllowedByRoute() {
        return allowedByRoute.sum();
    }

    /** Returns how many unknown verdicts a route refused although the list's policy allows. */
    public long countDeniedByRoute() {
        return deniedByRoute.sum();
    }
}
