package io.revocast.publisher.audit;

import io.revocast.publisher.audit.AuditRecord.Mark;
import io.revocast.publisher.audit.AuditRecord.Seen;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** A log that several publishers wrote, some of which were restarted and some of which were killed. */
final class History {
    final List<byte[]> values = new ArrayList<>();
    final List<Mark> marks = new ArrayList<>();

    /** What the opening of a chain names. */
    private final Set<Mark> named = new HashSet<>();

    static History random(Random random) {
        History history = new History();
        List<ChainEncoder> running = new ArrayList<>();
        int steps = 5 + random.nextInt(60);
        for (int i = 0; i < steps; i++) {
            int choice = running.isEmpty() ? 0 : random.nextInt(12);
            if (choice == 0) {
                ChainEncoder writer = new ChainEncoder(new UUID(random.nextLong(), random.nextLong()));
                // Others may have written since it looked.
                int seen = history.values.size() - 1 - random.nextInt(2);
                history.add(writer, writer.open(Decisions.AT, "p" + i, history.seen(seen)));
                running.add(writer);
            } else if (choice == 1) {
                ChainEncoder writer = running.remove(random.nextInt(running.size()));
                history.add(writer, writer.close(Decisions.AT));
            } else if (choice == 2) {
                running.remove(random.nextInt(running.size()));
            } else {
                ChainEncoder writer = running.get(random.nextInt(running.size()));
                history.add(writer, writer.append(Decisions.granted("p", "t" + i), 1, 1));
            }
        }
        return history;
    }

    private @Nullable Seen seen(int index) {
        if (index < 0) {
            return null;
        }
        named.add(marks.get(index));
        return new Seen(marks.get(index), index);
    }

    private void add(ChainEncoder writer, byte[] value) {
        values.add(value);
        marks.add(Objects.requireNonNull(writer.last()));
    }

    /** The records that another one names, so that they cannot go missing or change unseen even if the log is written anew. */
    List<Integer> covered() {
        List<Integer> covered = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (named.contains(marks.get(i)) || follower(i) >= 0) {
                covered.add(i);
            }
        }
        return covered;
    }

    /** The next record of the same chain; -1 when there is none. */
    int follower(int index) {
        for (int i = index + 1; i < marks.size(); i++) {
            if (marks.get(i).chain().equals(marks.get(index).chain())) {
                return i;
            }
        }
        return -1;
    }
}
