package io.revocast.consumer;

import io.revocast.event.Receipt;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Where the first event of each of the last requests stands, so that a publisher can tell whether a request whose answer
 * was lost is committed. About 10 MiB when full. Only the replay thread adds; any thread may ask.
 */
final class RecentRequests {
    static final int KEPT = 1 << 16;

    private final Map<UUID, Receipt> receipts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Receipt> eldest) {
            return size() > KEPT;
        }
    };

    /** Adds an event that was applied; null when it carries no request. */
    void add(@Nullable UUID request, Receipt receipt) {
        if (request == null) {
            return;
        }
        synchronized (receipts) {
            Receipt known = receipts.putIfAbsent(request, receipt);
            if (known != null && !known.topicId().equals(receipt.topicId())) {
                receipts.put(request, receipt);
            }
        }
    }

    /** Returns where the first event of a request stands. */
    Optional<Receipt> find(UUID request) {
        synchronized (receipts) {
            return Optional.ofNullable(receipts.get(request));
        }
    }
}
