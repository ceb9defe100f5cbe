package io.revocast.publisher.http;

import io.revocast.publisher.audit.AuditFilter;
import io.revocast.publisher.audit.AuditReader;
import io.revocast.publisher.audit.AuditUnavailableException;
import io.revocast.publisher.audit.ChainReport;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** An audit in memory. */
public final class FakeAuditReader implements AuditReader {
    private final List<Placed> entries = new ArrayList<>();
    public volatile boolean unavailable;
    public volatile int followers;
    public volatile Verification verification = new Verification(true, new ChainReport(0, 0, 0, List.of(), 0, -1, -1));

    public synchronized void add(Placed placed) {
        entries.add(placed);
        notifyAll();
    }

    private void requireAvailable() throws AuditUnavailableException {
        if (unavailable) {
            throw new AuditUnavailableException("this principal lacks READ");
        }
    }

    @Override
    public synchronized Page read(long after, int limit, AuditFilter filter) throws AuditUnavailableException {
        requireAvailable();
        List<Placed> found = entries.stream()
                .filter(placed ->
                        placed.offset() > after && filter.passes(placed.entry().entry()))
                .limit(limit + 1L)
                .toList();
        return found.size() <= limit
                ? new Page(found, null)
                : new Page(found.subList(0, limit), found.get(limit - 1).offset());
    }

    @Override
    public synchronized Page readBack(@Nullable Long before, int limit, AuditFilter filter)
            throws AuditUnavailableException {
        requireAvailable();
        List<Placed> found = new ArrayList<>(entries.stream()
                .filter(placed -> (before == null || placed.offset() < before)
                        && filter.passes(placed.entry().entry()))
                .toList());
        Collections.reverse(found);
        return found.size() <= limit
                ? new Page(found, null)
                : new Page(found.subList(0, limit), found.get(limit - 1).offset());
    }

    @Override
    public synchronized Following follow(@Nullable Long after, AuditFilter filter) throws AuditUnavailableException {
        requireAvailable();
        followers++;
        long last =
                entries.isEmpty() ? BEGINNING : entries.get(entries.size() - 1).offset();
        return new Following() {
            private long from = after == null ? last : after;

            @Override
            public Optional<Placed> next(Duration patience) throws AuditUnavailableException, InterruptedException {
                synchronized (FakeAuditReader.this) {
                    Optional<Placed> next =
                            read(from, 1, filter).entries().stream().findFirst();
                    if (next.isEmpty()) {
                        FakeAuditReader.this.wait(patience.toMillis());
                        next = read(from, 1, filter).entries().stream().findFirst();
                    }
                    next.ifPresent(placed -> from = placed.offset());
                    return next;
                }
            }

            @Override
            public void close() {
                synchronized (FakeAuditReader.this) {
                    followers--;
                }
            }
        };
    }

    @Override
    public Verification verify(Duration limit) throws AuditUnavailableException {
        requireAvailable();
        return verification;
    }
}
