package io.revocast.publisher.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.net.URI;

/** What an answer that is no success means to whoever typed the command. */
final class Failures {
    private Failures() {}

    static CommandFailure of(int status, JsonNode problem) {
        String said =
                Words.clean(problem.path("detail").asText(problem.path("title").asText("")));
        String detail = said.isEmpty() ? "" : ": " + said;
        return switch (status) {
            case 401 ->
                new CommandFailure(
                        ExitCode.NOT_AUTHORISED,
                        "the publisher does not know this credential" + detail,
                        "set REVOCAST_API_KEY or REVOCAST_API_KEY_FILE, or give --api-key-file");
            case 403 ->
                new CommandFailure(
                        ExitCode.NOT_AUTHORISED,
                        "this credential may not do that" + detail,
                        "use one that may; revocast api-key --help lists what keys can be given");
            case 400, 405, 406, 415 ->
                new CommandFailure(
                        ExitCode.USAGE, "the publisher cannot use the request" + detail, "correct what it names");
            case 404 ->
                new CommandFailure(
                        ExitCode.REFUSED,
                        "the publisher has no such thing" + detail,
                        "look with: revocast list; or the URL is not a publisher's, or an older one's");
            case 409, 413, 422 ->
                new CommandFailure(ExitCode.REFUSED, "the publisher refused" + detail, "change the request");
            case 429 ->
                new CommandFailure(
                        ExitCode.REFUSED, "too many requests for this credential" + detail, "repeat it after a while");
            default -> unconfirmed(status, detail);
        };
    }

    private static CommandFailure unconfirmed(int status, String detail) {
        if (status < 500 && !(status >= 200 && status < 300)) {
            return new CommandFailure(
                    ExitCode.UNEXPECTED,
                    "what answers there answered " + status + detail,
                    "check --url: it may not be a publisher");
        }
        return new CommandFailure(
                ExitCode.NOT_CONFIRMED,
                "not confirmed: the publisher answered " + status + detail,
                "repeat it, which is safe; GET /health/ready says what the publisher lacks");
    }

    static CommandFailure unreachable(URI publisher, Exception cause) {
        return new CommandFailure(
                ExitCode.NOT_CONFIRMED,
                "not confirmed: no answer from " + publisher,
                "check --url or REVOCAST_URL and that the publisher runs; repeating is safe",
                cause);
    }

    static CommandFailure garbled(Exception cause) {
        return new CommandFailure(
                ExitCode.NOT_CONFIRMED,
                "not confirmed: the answer broke off or is no publisher's",
                "check --url; repeating is safe",
                cause);
    }
}
