package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which live revocations, and their pages. */
final class Filters {
    private static final int MAX_PAGE = 1000;

    @Option(names = "--kind", paramLabel = "KIND", description = "token, claim, path, key or issuer")
    private @Nullable String kind;

    @Option(names = "--issuer", paramLabel = "ISS", description = "of this issuer only")
    private @Nullable String issuer;

    @Option(names = "--name", paramLabel = "NAME", description = "of this claim, or this pointer of a path, only")
    private @Nullable String name;

    @Option(names = "--value", paramLabel = "VALUE", description = "with this jti, value or kid")
    private @Nullable String value;

    /** Takes the revocations of a page. */
    @FunctionalInterface
    interface Page {
        void take(JsonNode revocations) throws CommandFailure;
    }

    /** The path of the list, with these filters. */
    Query query() {
        return new Query("/v1/revocations")
                .with("kind", kind)
                .with("issuer", issuer)
                .with("name", name)
                .with("value", value);
    }

    /** Fetches up to a number of revocations, newest first. */
    void fetch(Api api, long most, Page page) throws CommandFailure {
        long left = most;
        String cursor = null;
        do {
            JsonNode answer = api.get(query().with("limit", Math.min(left, MAX_PAGE))
                    .with("cursor", cursor)
                    .toString());
            JsonNode revocations = answer.path("revocations");
            if (!revocations.isArray()) {
                throw Failures.garbled(new IllegalStateException("the answer has no revocations"));
            }
            page.take(revocations);
            left -= revocations.size();
            cursor = answer.path("next").textValue();
        } while (cursor != null && left > 0);
    }
}
