package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.Verdict;
import io.revocast.event.Revocation;
import io.revocast.event.Target;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ours. The listener tells of an event after {@code check} does, so what it sees is enforced. */
final class RevocastReaders implements Readers {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final List<RevocationList> lists = new ArrayList<>();

    @Override
    public void start(Arguments arguments, Observations observations) throws InterruptedException {
        Map<String, Integer> events = new HashMap<>();
        for (int event = 0; event < arguments.number("events"); event++) {
            events.put(BenchToken.jti(event), event);
        }
        for (int i = 0; i < arguments.number("readers"); i++) {
            int reader = i;
            RevocationList list = RevocationList.builder()
                    .bootstrapServers(arguments.text("bootstrap"))
                    .topic(arguments.text("topic"))
                    .listener(new RevocationListener() {
                        @Override
                        public void onRevoked(Revocation revocation) {
                            Integer event = events.get(((Target.Token) revocation.target()).id());
                            if (event != null) {
                                observations.saw(reader, event);
                            }
                        }
                    })
                    .build();
            lists.add(list);
            list.start();
        }
        for (RevocationList list : lists) {
            if (!list.awaitCurrent(LIMIT)) {
                throw new IllegalStateException("a list is not current: " + list.status());
            }
        }
    }

    @Override
    public void verify(int events) {
        for (RevocationList list : lists) {
            for (int event = 0; event < events; event++) {
                if (!(list.check(BenchToken.of(event)) instanceof Verdict.Revoked)) {
                    throw new IllegalStateException("token " + event + " was announced and is not enforced");
                }
            }
        }
    }

    @Override
    public void close() {
        lists.forEach(RevocationList::close);
    }
}
