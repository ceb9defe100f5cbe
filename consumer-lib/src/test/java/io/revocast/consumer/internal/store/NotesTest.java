package io.revocast.consumer.internal.store;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NotesTest {
    private static final int TEXT_BYTES = 2 * "note 0".length();
    private static final int THREE = 3 * (Notes.OVERHEAD_BYTES + TEXT_BYTES);

    private final Notes notes = new Notes(THREE);

    private static Fingerprint fingerprint(int i) {
        return Fingerprint.of(i, i, true);
    }

    private void put(int i, @Nullable String note) {
        notes.put(fingerprint(i), note);
    }

    private @Nullable String of(int i) {
        return notes.of(Entry.of(fingerprint(i), 1, Entry.NO_CUT_OFF, null));
    }

    @Test
    void keepsTheLastNoteOfATarget() {
        put(1, "note 1");
        put(1, "note 2");
        assertThat(of(1)).isEqualTo("note 2");

        put(1, null);
        assertThat(of(1)).isNull();
    }

    @Test
    void dropsTheOldestNotesBeyondItsBound() {
        for (int i = 0; i < 3; i++) {
            put(i, "note " + i);
        }
        put(0, "note 9");
        assertThat(of(0)).isEqualTo("note 9");

        put(3, "note 3");

        assertThat(of(0)).isNull();
        assertThat(of(1)).isEqualTo("note 1");
        assertThat(of(2)).isEqualTo("note 2");
        assertThat(of(3)).isEqualTo("note 3");
    }

    @Test
    void aNoteThatWasTakenBackMakesRoom() {
        for (int round = 0; round < 100; round++) {
            put(1, "note " + round % 10);
            put(1, null);
        }
        for (int i = 1; i <= 3; i++) {
            put(i, "note " + i);
        }

        assertThat(of(1)).isEqualTo("note 1");
        assertThat(of(3)).isEqualTo("note 3");
    }

    @Test
    void doesNotKeepANoteThatIsLargerThanTheBound() {
        put(1, "n".repeat(THREE));

        assertThat(of(1)).isNull();
        put(2, "note 2");
        assertThat(of(2)).isEqualTo("note 2");
    }

    @Test
    void keepsNothingWithoutMemory() {
        Notes none = new Notes(0);
        none.put(fingerprint(1), "note 1");

        assertThat(none.of(Entry.of(fingerprint(1), 1, Entry.NO_CUT_OFF, null))).isNull();
        assertThat(none.areKept()).isFalse();
    }
}
