package io.revocast.cli.command;

import io.revocast.client.RevocationRefusedException;
import io.revocast.client.RevocationUnconfirmedException;
import org.jspecify.annotations.Nullable;

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

/** Turns an answer that is no success into the failure of a command. */
public final class Failures {
    private Failures() {}

    /** The publisher refused the request. */
    public static CommandFailure of(RevocationRefusedException refused) {
        return of(refused.status(), refused.detail() == null ? refused.title() : refused.detail());
    }

    /** No final answer came. */
    public static CommandFailure of(URI publisher, RevocationUnconfirmedException unconfirmed) {
        return switch (unconfirmed.status()) {
            case 0 -> unreachable(publisher, unconfirmed);
            case 409 ->
                new CommandFailure(
                        ExitCode.NOT_CONFIRMED,
                        "not confirmed: an earlier try of the request still runs",
                        "repeat it after a while");
            default -> of(unconfirmed.status(), unconfirmed.detail());
        };
    }

    private static CommandFailure of(int status, @Nullable String said) {
        String detail = said == null ? "" : ": " + HumanFormat.clean(said);
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
                    "unexpected HTTP status " + status + detail,
                    "check --url: it must be a Revocast publisher");
        }
        return new CommandFailure(
                ExitCode.NOT_CONFIRMED,
                "not confirmed: the publisher answered " + status + detail,
                "repeat it; GET /health/ready says what the publisher lacks");
    }

    /** No answer came. Says why, as far as the exceptions' types tell. */
    public static CommandFailure unreachable(URI publisher, Exception cause) {
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
                    ": this machine does not trust the authority that signed its certificate",
                    "name a store that has the authority: JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE",
                    cause);
        }
        if (has(cause, CertificateException.class)) {
            return unanswered(
                    publisher,
                    ": its certificate is for another host",
                    "use a name that the certificate has; if it has this one, a server intercepts the connection",
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
                has(cause, UnresolvedAddressException.class) ? ": the host is unknown" : "",
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

    /** The answer ends early, with the reason. */
    public static CommandFailure unfinished(String reason) {
        return new CommandFailure(
                ExitCode.NOT_CONFIRMED, "not confirmed: " + HumanFormat.clean(reason), "repeat it after a while");
    }

    /** The answer is not complete, or not that of a publisher. */
    public static CommandFailure garbled(Exception cause) {
        return new CommandFailure(
                ExitCode.NOT_CONFIRMED,
                "not confirmed: the answer broke off or is no publisher's",
                "check --url",
                cause);
    }
}
