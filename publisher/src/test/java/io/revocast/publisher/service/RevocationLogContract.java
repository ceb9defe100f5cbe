package io.revocast.publisher.service;

import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.RevocationLog;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** What every implementation of {@link RevocationLog} promises. */
public abstract class RevocationLogContract {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    /** A log that takes events. */
    protected abstract RevocationLog log() throws Exception;

    private static RevocationEvent event(String jti, int seconds) {
        return new RevocationEvent.Revoked(
                new Revocation(new Target.Token("https://issuer", jti), NOW.plusSeconds(seconds), null),
                new Origin(UUID.randomUUID(), NOW, null, null, "test"));
    }

    @Test
    public void eventsOfOneTargetStandInTheOrderInWhichTheyWereAppended() throws Exception {
        RevocationLog log = log();
        List<CompletableFuture<Receipt>> pending = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pending.add(log.append(event("t1", i)));
        }

        List<Long> offsets = new ArrayList<>();
        for (CompletableFuture<Receipt> receipt : pending) {
            offsets.add(receipt.get(30, TimeUnit.SECONDS).offset());
        }

        assertThat(offsets).isSorted().doesNotHaveDuplicates();
        assertThat(pending.get(0).join().partition())
                .isEqualTo(pending.get(99).join().partition());
    }

    @Test
    public void receiptsOfDifferentEventsDiffer() throws Exception {
        RevocationLog log = log();

        Receipt first = log.append(event("t1", 1)).get(30, TimeUnit.SECONDS);
        Receipt second = log.append(event("t2", 1)).get(30, TimeUnit.SECONDS);

        assertThat(first).isNotEqualTo(second);
        assertThat(first.topicId()).isEqualTo(second.topicId());
    }
}
