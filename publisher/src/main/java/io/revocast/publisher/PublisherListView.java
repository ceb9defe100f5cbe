package io.revocast.publisher;

import io.revocast.consumer.Status;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.publisher.metrics.ListView;

import java.util.Map;
import java.util.stream.Collectors;

/** The publisher's own list, as metrics see it. */
final class PublisherListView implements ListView {
    private final KafkaRevocationList list;

    PublisherListView(KafkaRevocationList list) {
        this.list = list;
    }

    @Override
    public Status status() {
        return list.status();
    }

    @Override
    public Map<String, Long> entries() {
        return list.live()
                .collect(Collectors.groupingBy(
                        live -> live.revocation().target().kind().wireName(), Collectors.counting()));
    }
}
