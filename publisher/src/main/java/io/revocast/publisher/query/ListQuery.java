package io.revocast.publisher.query;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.Sha256;
import io.revocast.publisher.api.Answers;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code GET /v1/revocations} asks for: filters, and a page of what they leave, newest first by id.
 *
 * <p>An id has the time at which the target was first revoked, and stays while the revocation is extended. The place of
 * a revocation in the list is therefore fixed, and the pages together have everything that is live all the time.
 */
record ListQuery(
        @Nullable String kind,
        @Nullable String issuer,
        @Nullable String name,
        @Nullable String value,
        Page page) {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final Set<String> PARAMETERS = Set.of("kind", "issuer", "name", "value", "limit", "cursor");
    private static final Pattern PLACE = Pattern.compile("([0-9a-f-]{36}):([0-9a-f]{16})");
    /** Stands for the id of a revocation whose first record cannot be read. */
    private static final UUID UNREADABLE = new UUID(0, 0);

    private static final Comparator<LiveRevocation> OLDEST_FIRST = (one, other) -> {
        int byId = compare(id(one), id(other));
        return byId == 0 ? keyHash(one).compareTo(keyHash(other)) : byId;
    };

    /**
     * Which page.
     *
     * @param after the place of the last revocation of the page before; null for the first page
     * @param given whether the request names a limit or a place
     */
    record Page(int limit, @Nullable Place after, boolean given) {}

    /**
     * The place of a revocation in the list.
     *
     * @param keyHash orders revocations of one id, such as those whose first record cannot be read
     */
    record Place(UUID id, String keyHash) {
        static Place of(LiveRevocation live) {
            return new Place(ListQuery.id(live), ListQuery.keyHash(live));
        }

        boolean isAfter(LiveRevocation live) {
            int byId = compare(ListQuery.id(live), id);
            return byId < 0 || (byId == 0 && ListQuery.keyHash(live).compareTo(keyHash) < 0);
        }

        String cursor() {
            String text = id + ":" + keyHash;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static UUID id(LiveRevocation live) {
        Origin origin = live.origin();
        return origin == null ? UNREADABLE : origin.id();
    }

    /** Compares ids by their bytes, which begin with the time. */
    private static int compare(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high == 0 ? Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits()) : high;
    }

    private static String keyHash(LiveRevocation live) {
        byte[] hash = new Sha256().add(live.revocation().target().key()).bytes();
        return HexFormat.of().formatHex(hash, 0, 8);
    }

    static ListQuery read(Map<String, List<String>> parameters) throws RejectedException {
        QueryParameters given = QueryParameters.of(parameters, PARAMETERS);
        Integer limit = given.limit(MAX_LIMIT);
        String kind = given.text("kind");
        if (kind != null
                && Arrays.stream(Target.Kind.values())
                        .noneMatch(each -> each.wireName().equals(kind))) {
            throw new RejectedException(Kind.INVALID_FIELD, "kind", kind, "must be token, claim, path, key or issuer");
        }
        return new ListQuery(
                kind,
                given.text("issuer"),
                given.text("name"),
                given.text("value"),
                new Page(
                        limit == null ? DEFAULT_LIMIT : limit,
                        place(given.text("cursor")),
                        given.has("limit") || given.has("cursor")));
    }

    private static @Nullable Place place(@Nullable String cursor) throws RejectedException {
        if (cursor == null) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            Matcher place = PLACE.matcher(text);
            if (place.matches()) {
                return new Place(UUID.fromString(place.group(1)), place.group(2));
            }
        } catch (IllegalArgumentException e) {
            throw badCursor(e);
        }
        throw badCursor(null);
    }

    private static RejectedException badCursor(@Nullable Throwable cause) {
        RejectedException rejection =
                new RejectedException(Kind.INVALID_FIELD, "cursor", null, "must be the next of an earlier answer");
        if (cause != null) {
            rejection.initCause(cause);
        }
        return rejection;
    }

    /** Returns the page, with the cursor of the next one where there is one. */
    Map<String, Object> answer(Stream<LiveRevocation> live) {
        // Keeps the newest of the matches, however many there are; one more tells whether there is a next page.
        PriorityQueue<LiveRevocation> newest = new PriorityQueue<>(OLDEST_FIRST);
        live.filter(this::matches).forEach(each -> {
            newest.add(each);
            if (newest.size() > page.limit() + 1) {
                newest.remove();
            }
        });
        List<LiveRevocation> sorted = new ArrayList<>(newest);
        sorted.sort(OLDEST_FIRST.reversed());
        List<LiveRevocation> shown = sorted.subList(0, Math.min(page.limit(), sorted.size()));
        String next = null;
        if (sorted.size() > shown.size()) {
            next = Place.of(shown.get(shown.size() - 1)).cursor();
        }
        return Answers.list(shown.stream().map(Answers::live).toList(), next);
    }

    /** Returns those that the filters leave, in one pass and in no order. */
    Stream<LiveRevocation> whole(Stream<LiveRevocation> live) throws RejectedException {
        if (page.given()) {
            throw new RejectedException(
                    Kind.INVALID_FIELD,
                    "limit",
                    null,
                    "must not be given for lines, nor cursor: they are the whole list");
        }
        return live.filter(this::matches);
    }

    private boolean matches(LiveRevocation live) {
        Target target = live.revocation().target();
        Place after = page.after();
        return (after == null || after.isAfter(live))
                && (kind == null || kind.equals(target.kind().wireName()))
                && (issuer == null || issuer.equals(target.issuer()))
                && (name == null || name.equals(target.name()))
                && (value == null || value.equals(target.value()));
    }
}
