package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

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
                "repeat it; GET /health/ready says what the publisher lacks");
    }

    /** No answer came. Says why, as far as the exceptions' types tell. */
    static CommandFailure unreachable(URI publisher, Exception cause) {
        if (has(cause, CertificateExpiredException.class) || has(cause, CertificateNotYetValidException.class)) {
            return unanswered(
                    publisher,
                    ": its certificate has expired, or is not valid yet",
                    "have it renewed, and look at this machine's clock",
                    cause);
        }
        if (has(cause, CertPathBuilderException.class) || has(cause, CertPathValidatorException.class)) {
            return unanswered(
                    publisher,
                    ": this machine does not trust whoever signed its certificate",
                    "name a store that has the authority: JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE",
                    cause);
        }
        if (has(cause, CertificateException.class)) {
            return unanswered(
                    publisher,
                    ": its certificate is for another host",
                    "use a name that the certificate has; if it should have this one, somebody is in between",
                    cause);
        }
        if (has(cause, SSLException.class)) {
            return unanswered(
                    publisher,
                    ": no TLS could be agreed on",
                    "check port and scheme: a publisher without http.tls.certificate has http:// in its URL",
                    cause);
        }
        return unanswered(
                publisher,
                has(cause, UnresolvedAddressException.class) ? ": nobody knows that host" : "",
                "check --url or REVOCAST_URL and that the publisher runs",
                cause);
    }

    private static CommandFailure unanswered(URI publisher, String why, String remedy, Exception cause) {
        return new CommandFailure(
                ExitCode.NOT_CONFIRMED, "not confirmed: no answer from " + publisher + why, remedy, cause);
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).anyMatch(type::isInstance);
    }

    static CommandFailure garbled(Exception cause) {
        return new CommandFailure(
                ExitCode.NOT_CONFIRMED,
                "not confirmed: the answer broke off or is no publisher's",
                "check --url",
                cause);
    }
}
