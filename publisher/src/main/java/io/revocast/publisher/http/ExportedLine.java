package io.revocast.publisher.http;

import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.RevocationRequest;

/** A line that {@code export} printed, and that a list of revocations takes. */
public final class ExportedLine {
    private ExportedLine() {}

    /**
     * Reads a line.
     *
     * @param line JSON in UTF-8
     */
    public static RevocationRequest read(byte[] line) throws RejectedException {
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
