package io.revocast.publisher.api;

import io.revocast.publisher.request.RevokeRequest;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The body of {@code POST /v1/revocations}.
 *
 * @param batch whether it was a list, which the answer then is too, even of one
 * @param confirmation a preview's token; null when none was sent
 */
record Submission(
        boolean batch,
        List<RevokeRequest> requests,
        @Nullable String confirmation) {
    Submission {
        requests = List.copyOf(requests);
    }
}
