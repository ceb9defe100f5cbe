package io.revocast.publisher.api;

import io.javalin.http.Context;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditCodec;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.http.Problems;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.LineReader;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.service.RevocationService;
import io.revocast.publisher.service.RevocationStream;
import jakarta.servlet.http.HttpServletRequest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * {@code POST /v1/revocations:batch}: a list of any length, an entry on each line, answered line by line while it is
 * being read. A list that ends without its last line, {@code done}, is repeated with the same idempotency key.
 */
public final class BulkRoutes implements RouteGroup {
    private static final int LONGEST_LINE = 72 * 1024;
    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** How often the caller's credential is looked at again. */
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Pattern NDJSON =
            Pattern.compile("application/(x-)?ndjson\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");

    private final EndpointAccess access;
    private final RevocationService service;
    private final AuditedReading audited;
    private final Function<Target, List<String>> warnings;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /**
     * @param warnings says why a target may match no token
     */
    public BulkRoutes(EndpointAccess access, RevocationService service, Function<Target, List<String>> warnings) {
        this.access = access;
        this.service = service;
        this.audited = new AuditedReading(service, Action.REVOKE);
        this.warnings = warnings;
    }

    @Override
    public void register(Routes routes) {
        routes.post(RevocationRoutes.PATH + ":batch", this::post, BulkAnswers.MEDIA_TYPE);
    }

    private void post(Context ctx)
            throws ProblemException, RejectedException, LimitedException, UnavailableException, IOException {
        Requester caller = access.requester(ctx);
        Requester requester = audited.read(caller, () -> caller.with(IdempotencyHeader.readForList(ctx)));
        boolean everything = audited.read(requester, () -> begin(ctx));
        try {
            serve(
                    ctx,
                    requester,
                    new BulkAnswers(ctx, everything, warnings, System::nanoTime),
                    access.standing(ctx, requester.caller()));
        } finally {
            places.release();
        }
    }

    /** Takes a place. Returns whether every line is answered. */
    private boolean begin(Context ctx) throws ProblemException, RejectedException {
        boolean everything = everything(ctx);
        requireNdjson(ctx.req());
        if (!places.tryAcquire()) {
            throw new ProblemException(
                    Problem.of(ProblemType.BUSY, "as many long lists as this publisher takes at once are being read"));
        }
        return everything;
    }

    private void serve(Context ctx, Requester requester, BulkAnswers answers, BooleanSupplier standing)
            throws RejectedException, LimitedException, UnavailableException, IOException {
        try (RevocationStream stream = service.stream(requester, answers)) {
            LineReader lines = new LineReader(ctx.req().getInputStream(), LONGEST_LINE);
            answers.begin();
            try {
                long line = 0;
                long lookedAt = System.nanoTime();
                for (byte[] text = lines.next(); text != null; text = lines.next()) {
                    line++;
                    if (!LineReader.isBlank(text)) {
                        add(stream, answers, line, text);
                    }
                    answers.read(line);
                    if (System.nanoTime() - lookedAt >= LOOK_NANOS) {
                        lookedAt = System.nanoTime();
                        if (!standing.getAsBoolean()) {
                            answers.broken(
                                    Problem.of(ProblemType.UNAUTHENTICATED, "the credential is no longer accepted"));
                            return;
                        }
                    }
                }
                stream.finish();
                answers.end();
            } catch (UnavailableException e) {
                // The status is sent already: the list ends without its last line.
                answers.broken(Problems.problem(e));
                passOver(lines);
            }
        }
    }

    /** Reads on for a while: a caller whose writing fails would never come to read why. */
    private static void passOver(LineReader lines) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (lines.next() != null && System.nanoTime() < end) {
            // Nothing to do for it.
        }
    }

    private static void add(RevocationStream stream, BulkAnswers answers, long line, byte[] text)
            throws UnavailableException {
        RevokeRequest request;
        try {
            if (LineReader.isTooLong(text)) {
                throw new RejectedException(
                        Kind.INVALID_FIELD, "line", null, "must be at most " + LONGEST_LINE + " bytes");
            }
            request = SubmissionReader.entry(Json.readLine(text));
        } catch (RejectedException e) {
            stream.refuse(line, AuditCodec.word(e.kind()), e.detail());
            answers.refused(line, e);
            return;
        } catch (ProblemException e) {
            stream.refuse(line, AuditCodec.word(e.problem().type()), e.problem().detail());
            answers.refused(line, e.problem());
            return;
        }
        stream.add(line, request);
    }

    private static void requireNdjson(HttpServletRequest request) throws ProblemException {
        String type = request.getContentType();
        if (type == null
                || !NDJSON.matcher(type.strip().toLowerCase(Locale.ROOT)).matches()) {
            throw new ProblemException(Problem.of(
                            ProblemType.UNSUPPORTED_MEDIA_TYPE,
                            "the body must be sent as application/x-ndjson in UTF-8")
                    .with("field", "Content-Type")
                    .with("value", type)
                    .with("rule", "must be application/x-ndjson"));
        }
        if (request.getHeader("Content-Encoding") != null) {
            throw new ProblemException(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "the body must not be compressed")
                    .with("field", "Content-Encoding")
                    .with("rule", "must be left out"));
        }
    }

    private static boolean everything(Context ctx) throws RejectedException {
        String given = ctx.queryParam("results");
        if (!Set.of("results").containsAll(ctx.queryParamMap().keySet())
                || (given != null && !given.equals("all") && !given.equals("problems"))) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, "results", given, "must be all or problems, and the only parameter");
        }
        return !"problems".equals(given);
    }
}
