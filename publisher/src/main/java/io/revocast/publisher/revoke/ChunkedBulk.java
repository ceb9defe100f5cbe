package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry.Subject;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Commits a list in chunks, several of them under way at once. Entries of one target wait for each other, so that each
 * sees what the one before it did.
 */
final class ChunkedBulk implements Bulk {
    private static final int CHUNK = 500;
    private static final int UNDER_WAY = 8;

    private final Revoker revoker;
    private final Gate gate;
    private final ListMemory memory;
    private final Author author;
    private final RefusedLines refused;
    private final Results results;
    private final Map<Target, Entry> gathered = new LinkedHashMap<>();
    private final Deque<Sent> underWay = new ArrayDeque<>();

    private record Entry(long line, Intent intent, @Nullable String hash) {}

    private record Sent(List<Entry> entries, Revoker.Chunk chunk) {}

    /** Judges one entry for the caller. */
    @FunctionalInterface
    interface Gate {
        Intent judge(RevocationRequest request) throws RejectedException, UnavailableException;
    }

    ChunkedBulk(Revoker revoker, Author author, Gate gate, ListMemory memory, RefusedLines refused, Results results) {
        this.revoker = revoker;
        this.author = author;
        this.gate = gate;
        this.memory = memory;
        this.refused = refused;
        this.results = results;
    }

    @Override
    public void add(long line, RevocationRequest request) throws UnavailableException {
        Entry entry;
        try {
            entry = judge(line, request);
        } catch (RejectedException e) {
            refused.add(line, e);
            results.refused(line, e);
            return;
        }
        if (entry != null) {
            add(entry);
        }
    }

    /** Returns what is to be done; null when an earlier list with the same idempotency key did it. */
    private @Nullable Entry judge(long line, RevocationRequest request) throws RejectedException, UnavailableException {
        Intent intent = gate.judge(request);
        String hash = memory.items().hash(request);
        Subject earlier = memory.items().find(intent.target(), hash).orElse(null);
        if (earlier == null) {
            return new Entry(line, intent, hash);
        }
        Optional<RevocationResult> done = memory.items().outcome(earlier);
        if (done.isPresent()) {
            revoker.ledger().requireSettled();
            results.done(line, done.get());
            return null;
        }
        return new Entry(line, EarlierOutcome.intent(earlier, request.explanation()), hash);
    }

    private void add(Entry entry) throws UnavailableException {
        Intent intent = entry.intent();
        if (gathered.putIfAbsent(intent.target(), entry) != null) {
            finish();
            gathered.put(intent.target(), entry);
        }
        if (gathered.size() >= CHUNK) {
            send();
        }
    }

    private void send() throws UnavailableException {
        while (underWay.size() >= UNDER_WAY) {
            settle();
        }
        List<Entry> entries = new ArrayList<>(gathered.values());
        TargetLocks locks = revoker.ledger().locks;
        TargetLocks.Held held = locks.tryLock(gathered.keySet()).orElse(null);
        if (held == null) {
            // Somebody has one of them, perhaps this list itself: whoever waits must not hold anything.
            settleAll();
            held = locks.lock(gathered.keySet());
        }
        gathered.clear();
        List<@Nullable String> hashes = new ArrayList<>(entries.size());
        entries.forEach(entry -> hashes.add(entry.hash()));
        List<Revoker.Asked> asked = entries.stream()
                .map(entry -> new Revoker.Asked(entry.intent(), author.ofLine(entry.hash())))
                .toList();
        underWay.add(new Sent(entries, revoker.begin(held, asked, memory.recorder(hashes))));
    }

    private void settle() throws UnavailableException {
        Sent oldest = underWay.remove();
        List<RevocationResult> done = revoker.finish(oldest.chunk());
        for (int i = 0; i < done.size(); i++) {
            results.done(oldest.entries().get(i).line(), done.get(i));
        }
    }

    private void settleAll() throws UnavailableException {
        while (!underWay.isEmpty()) {
            settle();
        }
    }

    @Override
    public void finish() throws UnavailableException {
        if (!gathered.isEmpty()) {
            send();
        }
        settleAll();
    }

    @Override
    public void close() {
        refused.writeDown();
        gathered.clear();
        underWay.forEach(sent -> sent.chunk().held().close());
        underWay.clear();
        memory.close();
    }
}
