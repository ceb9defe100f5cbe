package io.revocast.spring.boot3;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Status;
import io.revocast.spring.actuate.StatusDetails;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * The health of the list: up when the first replay is done, and from then on for good. An outage of Kafka changes the
 * details only, so it restarts no instance and takes none out of service. Thread-safe.
 */
final class Boot3RevocationHealth extends AbstractHealthIndicator {
    private final RevocationList list;

    Boot3RevocationHealth(RevocationList list) {
        super("the status of the revocation list could not be read");
        this.list = list;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Status status = list.status();
        if (status.initialReplayComplete()) {
            builder.up();
        } else {
            builder.outOfService();
        }
        builder.withDetails(StatusDetails.of(status));
    }
}
