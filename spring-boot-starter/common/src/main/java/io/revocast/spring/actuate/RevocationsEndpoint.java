package io.revocast.spring.actuate;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Status;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Revocation;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The endpoint {@code /actuator/revocations}: the state of the list, and the verdict on one token id. Thread-safe. */
@Endpoint(id = "revocations")
public final class RevocationsEndpoint {
    private static final Map<String, Object> MISSING_ISSUER = Map.of(
            "title",
            "Bad Request",
            "status",
            WebEndpointResponse.STATUS_BAD_REQUEST,
            "detail",
            "missing parameter issuer: a token id is unique for its issuer only;"
                    + " append ?issuer= and the iss of the token, percent-encoded");

    private final RevocationList list;
    private final Clock clock;
    private final Supplier<Map<String, Object>> details;

    /**
     * An endpoint.
     *
     * @param details what the application adds to the status, such as the decoders that check
     */
    public RevocationsEndpoint(RevocationList list, Clock clock, Supplier<Map<String, Object>> details) {
        this.list = list;
        this.clock = clock;
        this.details = details;
    }

    /** Returns the status of the list. Durations are in milliseconds. */
    @ReadOperation
    public Map<String, Object> status() {
        Status status = list.status();
        Map<String, Object> answer = StatusDetails.of(status);
        answer.put("counters", status.counters().values());
        answer.putAll(details.get());
        return answer;
    }

    /**
     * Returns the verdict on a token that was issued now and has an id. Revocations of claims, paths and keys are outside
     * this question.
     *
     * @param jti the id
     * @param issuer the issuer of the token. Without it the answer is 400 and names it; each Spring Boot line has another
     *     annotation for a parameter that the endpoint itself requires
     */
    @ReadOperation
    public Object check(@Selector String jti, @org.springframework.lang.Nullable @Nullable String issuer) {
        return issuer == null || issuer.isBlank()
                ? new WebEndpointResponse<>(MISSING_ISSUER, WebEndpointResponse.STATUS_BAD_REQUEST)
                : verdict(jti, issuer);
    }

    private Map<String, Object> verdict(String jti, String issuer) {
        Verdict verdict = list.check(new NamedToken(issuer, jti, clock.instant().getEpochSecond()));
        Map<String, Object> answer = new LinkedHashMap<>();
        if (verdict instanceof Verdict.Revoked revoked) {
            Revocation revocation = revoked.revocation();
            answer.put("verdict", "revoked");
            answer.put("target", revocation.target().kind().wireName());
            answer.put("expiresAt", revocation.expiresAt().toString());
        } else if (verdict instanceof Verdict.Unknown unknown) {
            answer.put("verdict", "unknown");
            answer.put("reason", unknown.reason().wireName());
        } else {
            answer.put("verdict", "not_revoked");
        }
        return answer;
    }

    /** A token that is known by name only. */
    private record NamedToken(String issuer, String jti, long issuedAt) implements VerifiedToken {
        @Override
        public @Nullable String keyId() {
            return null;
        }

        @Override
        public long expiresAt() {
            return NO_EXPIRES_AT;
        }

        @Override
        public @Nullable Object claim(String name) {
            return null;
        }

        @Override
        public String signingInput() {
            return "";
        }
    }
}
