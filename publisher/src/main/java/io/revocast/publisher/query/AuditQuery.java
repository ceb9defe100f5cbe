package io.revocast.publisher.query;

import io.revocast.publisher.audit.AuditCodec;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditReader.Filter;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code GET /v1/audit} asks for.
 *
 * @param after null when it is not given
 * @param limit null when it is not given
 */
record AuditQuery(@Nullable Long after, @Nullable Integer limit, Filter filter, boolean follow) {
    private static final int MAX_LIMIT = 1000;
    private static final Set<String> PARAMETERS = Set.of("after", "limit", "actor", "action", "decision", "follow");

    static AuditQuery read(Map<String, List<String>> parameters) throws RejectedException {
        QueryParameters given = QueryParameters.of(parameters, PARAMETERS);
        String follow = given.text("follow");
        if (follow != null && !follow.equals("true") && !follow.equals("false")) {
            throw new RejectedException(Kind.INVALID_FIELD, "follow", follow, "must be true or false");
        }
        return new AuditQuery(
                after(given.text("after")),
                given.limit(MAX_LIMIT),
                new Filter(
                        given.text("actor"),
                        constant(Action.values(), "action", given.text("action")),
                        constant(Decision.values(), "decision", given.text("decision"))),
                "true".equals(follow));
    }

    /** The same for a caller that may see only these issuers; all when there are none. */
    AuditQuery limitedTo(Set<String> issuers) {
        return new AuditQuery(after, limit, filter.limitedTo(issuers), follow);
    }

    int limitOr(int otherwise) {
        return limit == null ? otherwise : limit;
    }

    private static @Nullable Long after(@Nullable String cursor) throws RejectedException {
        if (cursor == null) {
            return null;
        }
        if (!cursor.matches("\\d{1,18}|-1")) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, "after", null, "must be the next of an earlier answer, or an entry's offset");
        }
        return Long.parseLong(cursor);
    }

    private static <T extends Enum<T>> @Nullable T constant(T[] choices, String name, @Nullable String word)
            throws RejectedException {
        if (word == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        for (T choice : choices) {
            if (AuditCodec.word(choice).equals(word)) {
                return choice;
            }
            words.add(AuditCodec.word(choice));
        }
        throw new RejectedException(Kind.INVALID_FIELD, name, word, "must be one of " + String.join(", ", words));
    }
}
