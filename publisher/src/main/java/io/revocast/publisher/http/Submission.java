package io.revocast.publisher.http;

import io.revocast.publisher.revoke.RevocationRequest;

import java.util.List;

/**
 * The body of {@code POST /v1/revocations}.
 *
 * @param batch whether it was a list, which the answer then is too, even of one
 */
record Submission(boolean batch, List<RevocationRequest> requests) {
    Submission {
        requests = List.copyOf(requests);
    }
}
