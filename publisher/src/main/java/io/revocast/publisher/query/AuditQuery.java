package io.revocast.publisher.query;

import io.revocast.publisher.audit.AuditCodec;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditFilter;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code GET /v1/audit} asks for.
 *
 * @param place the offset after which to read, or before which when the newest come first; null when it is not given
 * @param limit null when it is not given
 */
record AuditQuery(@Nullable Long place, @Nullable Integer limit, AuditFilter filter, Order order) {
    private static final int MAX_LIMIT = 1000;
    private static final Set<String> PARAMETERS = Set.of(
            "after", "before", "order", "limit", "actor", "action", "decision", "target", "from", "to", "follow");

    /** In which order the entries come. */
    enum Order {
        OLDEST,
        NEWEST,
        /** The oldest first, and then those that are made. */
        FOLLOWED
    }

    static AuditQuery read(Map<String, List<String>> parameters) throws RejectedException {
        QueryParameters given = QueryParameters.of(parameters, PARAMETERS);
        Order order = order(given);
        String unused = order == Order.NEWEST ? "after" : "before";
        if (given.has(unused)) {
            throw new RejectedException(
                    Kind.INVALID_FIELD,
                    unused,
                    null,
                    order == Order.NEWEST ? "must be before with order=newest" : "needs order=newest");
        }
        return new AuditQuery(
                place(given, order == Order.NEWEST ? "before" : "after"),
                given.limit(MAX_LIMIT),
                new AuditFilter(
                        given.text("actor"),
                        constant(Action.values(), "action", given.text("action")),
                        constant(Decision.values(), "decision", given.text("decision")),
                        given.text("target"),
                        new AuditFilter.Period(time(given, "from"), time(given, "to")),
                        Set.of()),
                order);
    }

    private static Order order(QueryParameters given) throws RejectedException {
        boolean follow = "true".equals(word(given, "follow", "false", "true"));
        boolean newest = "newest".equals(word(given, "order", "oldest", "newest"));
        if (follow && newest) {
            throw new RejectedException(Kind.INVALID_FIELD, "order", "newest", "must be oldest with follow=true");
        }
        return follow ? Order.FOLLOWED : newest ? Order.NEWEST : Order.OLDEST;
    }

    private static @Nullable String word(QueryParameters given, String name, String usual, String other)
            throws RejectedException {
        String word = given.text(name);
        if (word != null && !word.equals(usual) && !word.equals(other)) {
            throw new RejectedException(Kind.INVALID_FIELD, name, word, "must be " + other + " or " + usual);
        }
        return word;
    }

    private static @Nullable Instant time(QueryParameters given, String name) throws RejectedException {
        String text = given.text(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, name, text, "must be a time as in RFC 3339, such as 2026-01-01T12:00:00Z");
        }
    }

    boolean follow() {
        return order == Order.FOLLOWED;
    }

    /** The same for a caller that may see only these issuers; all when there are none. */
    AuditQuery limitedTo(Set<String> issuers) {
        return new AuditQuery(place, limit, filter.limitedTo(issuers), order);
    }

    int limitOr(int otherwise) {
        return limit == null ? otherwise : limit;
    }

    private static @Nullable Long place(QueryParameters given, String name) throws RejectedException {
        String cursor = given.text(name);
        if (cursor == null) {
            return null;
        }
        if (!cursor.matches("\\d{1,18}|-1")) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, name, null, "must be the next of an earlier answer, or an entry's offset");
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
