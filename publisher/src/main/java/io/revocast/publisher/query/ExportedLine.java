package io.revocast.publisher.query;

import io.revocast.publisher.api.SubmissionReader;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.RevokeRequest;

/** A line that {@code export} printed, and that a list of revocations takes. */
public final class ExportedLine {
    private ExportedLine() {}

    /**
     * Reads a line.
     *
     * @param line JSON in UTF-8
     */
    public static RevokeRequest read(byte[] line) throws RejectedException {
        try {
            return SubmissionReader.entry(Json.readObject(line));
        } catch (ProblemException e) {
            RejectedException rejection = new RejectedException(
                    Kind.INVALID_FIELD, "line", null, e.problem().detail());
            rejection.initCause(e);
            throw rejection;
        }
    }
}
