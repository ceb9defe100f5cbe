package io.revocast.publisher.service;

import io.revocast.event.Target;
import io.revocast.publisher.append.EventAppender;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.append.TargetLocks;
import io.revocast.publisher.audit.AuditCodec;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.idempotency.Author;
import io.revocast.publisher.idempotency.EarlierItems;
import io.revocast.publisher.idempotency.EarlierOutcome;
import io.revocast.publisher.idempotency.KeyReservations;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.ByToken;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.validate.ValidatedRequest;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A streamed list of revocations of any length, in bounded memory. It commits entries in chunks, several of them under way
 * at once; adding waits while earlier chunks are being committed. Entries of one target wait for each other, so that each
 * sees the outcome of the one before. A list that is repeated with the same idempotency key has the same outcomes.
 *
 * <p>Close it when the list has ended. Not thread-safe.
 */
public final class RevocationStream implements AutoCloseable {
    private static final int CHUNK = 500;
    /** Of targets that are revoked already: reading the audit to its end takes as long for many as for few. */
    private static final int CHUNK_OF_KNOWN = 2_000;

    /** Far fewer than the applied records that a list remembers, which say what each did. */
    private static final int ENTRIES_UNDER_WAY = 4_000;

    /** How many of the last lines are known when one of them comes again. */
    private static final int LINES_KNOWN = 100_000;

    private final EventAppender appender;
    private final LiveRevocations live;
    private final RevocationWriter writer;
    private final Author author;
    private final Rules rules;
    private final RequestAudit audit;
    private final EarlierItems items;
    private final KeyReservations.Reservation reservation;
    private final RefusedLines refused;
    private int chunk = CHUNK;
    private final Results results;
    private final Map<Target, Entry> gathered = new LinkedHashMap<>();
    private final Deque<Sent> underWay = new ArrayDeque<>();
    /** Whether a chunk of this list is committed. */
    private boolean written;
    /** The hashes of the last lines; empty without an idempotency key. */
    private final Set<String> lines = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > LINES_KNOWN;
        }
    });

    /**
     * @param again whether the list had the same line before
     */
    private record Entry(
            long line, ValidatedRequest request, @Nullable String hash, boolean again) {}

    private record Sent(List<Entry> entries, RevocationWriter.Pending pending) {}

    /** Receives the outcome of each entry. */
    public interface Results {
        /** The entry and its audit entry are committed. */
        void done(long line, RevocationResult result);

        /** The entry breaks a rule; nothing was written for it. */
        void refused(long line, RejectedException why);
    }

    /** What an entry must pass. */
    interface Rules {
        /** Requires that the caller may revoke an entry that an earlier list may have had. */
        void authorise(RevokeRequest request, Target target) throws RejectedException;

        /** Authorises and validates a new entry. */
        ValidatedRequest validate(RevokeRequest request) throws RejectedException, UnavailableException;
    }

    /** Where entries are appended, and what is live. */
    record Log(EventAppender appender, LiveRevocations live, RevocationWriter writer) {}

    /**
     * The request that carries the list.
     *
     * @param items what is known about an earlier list with the same idempotency key
     */
    record Session(
            Author author,
            Rules rules,
            RequestAudit audit,
            EarlierItems items,
            KeyReservations.Reservation reservation) {}

    RevocationStream(Log log, Session session, RefusedLines refused, Results results) {
        this.appender = log.appender();
        this.live = log.live();
        this.writer = log.writer();
        this.author = session.author();
        this.rules = session.rules();
        this.audit = session.audit();
        this.items = session.items();
        this.reservation = session.reservation();
        this.refused = refused;
        this.results = results;
    }

    /**
     * Adds the next entry.
     *
     * @param line its place in the list, for the results
     * @throws UnavailableException when the outcome of entries before it is not known; the list ends here
     */
    public void add(long line, RevokeRequest request) throws UnavailableException {
        try {
            addNext(line, request);
        } catch (UnavailableException e) {
            throw ofTheList(e);
        }
    }

    /**
     * Appends to the audit that a line is no entry.
     *
     * @param reason the code of the rule that it breaks
     */
    public void refuse(long line, String reason, String detail) {
        refused.add(line, reason, detail);
    }

    private void addNext(long line, RevokeRequest request) throws UnavailableException {
        Entry entry;
        try {
            entry = validate(line, request);
        } catch (RejectedException e) {
            refuse(line, AuditCodec.word(e.kind()), e.detail());
            results.refused(line, e);
            return;
        }
        if (entry != null) {
            add(entry);
        }
    }

    /**
     * Returns the entry to write; null when an earlier list with the same idempotency key wrote it. Today's rules may refuse
     * an entry that was written then, so only a new entry is validated.
     */
    private @Nullable Entry validate(long line, RevokeRequest request) throws RejectedException, UnavailableException {
        String hash = items.hash(request);
        AuditEntry earlier = hash == null ? null : earlier(request, hash).orElse(null);
        if (earlier == null) {
            ValidatedRequest validated = rules.validate(request);
            return new Entry(line, validated, hash, isAgain(hash));
        }
        boolean again = isAgain(hash);
        int replay = live.replay();
        Optional<RevocationResult> done = outcome(earlier, again);
        if (done.isPresent()) {
            live.requireSettledSince(replay, true);
            written |= done.get().commitment() != null;
            results.done(line, again ? again(done.get()) : done.get());
            return null;
        }
        return new Entry(line, EarlierOutcome.request(earlier.subjects().get(0), request.explanation()), hash, again);
    }

    /**
     * Returns the outcome of an earlier entry; empty when its event has to be appended.
     *
     * @param again whether this list had the same line before, whose event may be under way
     */
    private Optional<RevocationResult> outcome(AuditEntry earlier, boolean again)
            throws RejectedException, UnavailableException {
        Optional<RevocationResult> done;
        try {
            done = items.outcome(earlier);
        } catch (RejectedException e) {
            if (again) {
                sendRest();
                return items.outcome(earlier);
            }
            items.requireOver(earlier);
            throw e;
        }
        if (done.isEmpty() && !again) {
            items.requireOver(earlier);
        }
        return done;
    }

    private boolean isAgain(@Nullable String hash) {
        return hash != null && !lines.add(hash);
    }

    private Optional<AuditEntry> earlier(RevokeRequest request, String hash)
            throws RejectedException, UnavailableException {
        Target target = target(request);
        if (target == null) {
            return Optional.empty();
        }
        rules.authorise(request, target);
        return items.find(target, hash);
    }

    /** The target of a request; null for a token that cannot be read, which validation refuses. */
    private static @Nullable Target target(RevokeRequest request) {
        if (request instanceof ByTarget named) {
            return named.target();
        }
        try {
            return PastedToken.parse(((ByToken) request).token()).target();
        } catch (RejectedException e) {
            return null;
        }
    }

    /** Both lines have one request id, so the log has one event for both: the first line's. */
    private static RevocationResult again(RevocationResult result) {
        return result.commitment() == null
                ? result
                : new RevocationResult(
                        RevocationOutcome.UNCHANGED, result.target(), result.validity(), result.commitment());
    }

    private void add(Entry entry) throws UnavailableException {
        Target target = entry.request().target();
        if (gathered.putIfAbsent(target, entry) != null) {
            sendRest();
            gathered.put(target, entry);
        }
        if (gathered.size() >= chunk) {
            send();
        }
    }

    private void send() throws UnavailableException {
        while (entriesUnderWay() + gathered.size() > ENTRIES_UNDER_WAY && !underWay.isEmpty()) {
            settle();
        }
        List<Entry> entries = new ArrayList<>(gathered.values());
        TargetLocks.Held held = appender.tryLock(gathered.keySet()).orElse(null);
        if (held == null) {
            // Another request, or an earlier chunk of this list, has one of them. A waiting request must hold no locks.
            settleAll();
            held = appender.lock(gathered.keySet());
        }
        gathered.clear();
        List<RevocationWriter.Authored> authored = entries.stream()
                .map(entry -> new RevocationWriter.Authored(entry.request(), author.ofLine(entry.hash())))
                .toList();
        RevocationWriter.Pending pending = writer.begin(held, authored, audit);
        chunk = pending.writes().stream().anyMatch(write -> write.known() != null) ? CHUNK_OF_KNOWN : CHUNK;
        underWay.add(new Sent(entries, pending));
    }

    private int entriesUnderWay() {
        return underWay.stream().mapToInt(sent -> sent.entries().size()).sum();
    }

    private void settle() throws UnavailableException {
        Sent oldest = underWay.remove();
        List<RevocationResult> done = writer.finish(oldest.pending());
        written = true;
        for (int i = 0; i < done.size(); i++) {
            Entry entry = oldest.entries().get(i);
            results.done(entry.line(), entry.again() ? again(done.get(i)) : done.get(i));
        }
    }

    private void settleAll() throws UnavailableException {
        while (!underWay.isEmpty()) {
            settle();
        }
    }

    /** Waits until all entries are committed or refused. */
    public void finish() throws UnavailableException {
        try {
            sendRest();
        } catch (UnavailableException e) {
            throw ofTheList(e);
        }
    }

    private void sendRest() throws UnavailableException {
        if (!gathered.isEmpty()) {
            send();
        }
        settleAll();
    }

    /** What a chunk says of itself is not true of the list when it has other chunks, committed or under way. */
    private UnavailableException ofTheList(UnavailableException ofAChunk) {
        return ofAChunk.certainty() == Certainty.UNKNOWN || (underWay.isEmpty() && !written)
                ? ofAChunk
                : new UnavailableException(
                        Certainty.UNKNOWN,
                        "earlier lines of this list may or may not be in force; repeat the list. Of the last lines: "
                                + ofAChunk.getMessage(),
                        ofAChunk);
    }

    /** Releases what is not finished. Further calls do nothing. */
    @Override
    public void close() {
        refused.append();
        gathered.clear();
        underWay.forEach(sent -> sent.pending().held().close());
        underWay.clear();
        reservation.close();
    }
}
