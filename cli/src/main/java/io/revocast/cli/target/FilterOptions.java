package io.revocast.cli.target;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.Failures;
import io.revocast.cli.command.PublisherCalls;
import io.revocast.client.RevocationFilter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which live revocations, and their pages. */
public final class FilterOptions {
    private static final int MAX_PAGE = 1000;

    @Option(names = "--kind", paramLabel = "KIND", description = "only this kind: token, claim, path, key or issuer")
    private @Nullable String kind;

    @Option(names = "--issuer", paramLabel = "ISS", description = "only this issuer")
    private @Nullable String issuer;

    @Option(names = "--name", paramLabel = "NAME", description = "only this claim, or this pointer of a path")
    private @Nullable String name;

    @Option(names = "--value", paramLabel = "VALUE", description = "only this jti, value or kid")
    private @Nullable String value;

    /** Takes the revocations of a page. */
    @FunctionalInterface
    public interface Page {
        void take(JsonNode revocations) throws CommandFailure;
    }

    /** The filter that the options describe. */
    public RevocationFilter filter() {
        return new RevocationFilter(kind, issuer, name, value);
    }

    /** Whether all revocations of the publisher are asked for. */
    public boolean isEmpty() {
        return filter().equals(RevocationFilter.ALL);
    }

    /**
     * What a list holds.
     *
     * @param count the revocations that were fetched
     * @param more whether the publisher has more of them
     * @param stale why the list may lack revocations; null when the publisher proved that it lacks none
     */
    public record Fetched(
            long count, boolean more, @Nullable String stale) {}

    /** Fetches up to a number of revocations, newest first. */
    public Fetched fetch(PublisherCalls publisher, long most, Page page) throws CommandFailure {
        long left = most;
        String cursor = null;
        String stale = null;
        do {
            int limit = (int) Math.min(left, MAX_PAGE);
            String from = cursor;
            JsonNode answer = publisher.ask(api -> api.revocations(filter(), limit, from));
            JsonNode revocations = answer.path("revocations");
            if (!revocations.isArray()) {
                throw Failures.garbled(new IllegalStateException("the answer has no revocations"));
            }
            page.take(revocations);
            left -= revocations.size();
            cursor = answer.path("next").textValue();
            stale = answer.has("stale") ? answer.path("stale").asText() : stale;
        } while (cursor != null && left > 0);
        return new Fetched(most - left, cursor != null, stale);
    }
}
