package io.revocast.publisher.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.revocast.event.Revocation;
import io.revocast.publisher.service.Preview;
import io.revocast.publisher.token.ClaimObservation;
import io.revocast.publisher.token.ObservedToken;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The JSON of a preview. Leaves out components that are null. Immutable. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PreviewAnswer(
        boolean dryRun,
        List<Item> results,
        String confirm,
        @Nullable String stale) {
    static PreviewAnswer of(Preview preview) {
        return new PreviewAnswer(
                true, preview.items().stream().map(Item::of).toList(), preview.confirmation(), preview.stale());
    }

    /** What one request would do. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            String outcome,
            Map<String, Object> target,
            String expiresAt,
            @Nullable String issuedBefore,
            @Nullable String authBefore,
            boolean wide,
            Matches matches) {
        private static Item of(Preview.Item item) {
            Revocation revocation = item.revocation();
            return new Item(
                    item.outcome().wireName(),
                    Answers.target(revocation.target()),
                    revocation.expiresAt().toString(),
                    Objects.toString(revocation.issuedBefore(), null),
                    Objects.toString(revocation.authenticatedBefore(), null),
                    item.broad(),
                    Matches.of(item.matches()));
        }
    }

    /** The revocations and the reported tokens that the target meets. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Matches(
            long live,
            int seen,
            @Nullable Integer observed,
            @Nullable Integer withoutClaim,
            List<Token> sample) {
        private static Matches of(Preview.Matches matches) {
            ClaimObservation observed = matches.observed();
            return new Matches(
                    matches.live(),
                    matches.seen(),
                    observed == null ? null : observed.tokens(),
                    observed == null ? null : observed.tokens() - observed.having(),
                    matches.sample().stream().map(Token::of).toList());
        }
    }

    /** One reported token. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Token(String iss, @Nullable String jti, @Nullable Object sub) {
        private static Token of(ObservedToken token) {
            return new Token(token.issuer(), token.jti(), token.claims().get("sub"));
        }
    }
}
