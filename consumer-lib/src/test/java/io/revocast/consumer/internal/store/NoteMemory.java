package io.revocast.consumer.internal.store;

import java.util.Random;

/** A program that measures the heap which notes take; the figure is in {@code docs/library.md}. */
final class NoteMemory {
    private static final int COLLECTIONS = 5;

    private NoteMemory() {}

    /** Measures as many notes as the first argument says, with as many characters as the second says, at least 8. */
    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        int length = Integer.parseInt(args[1]);
        Random random = new Random(1);
        String rest = "n".repeat(length - 8);
        long before = used();
        Notes notes = new Notes(1L << 30);
        Fingerprint last = null;
        for (int i = 0; i < count; i++) {
            last = Fingerprint.of(random.nextLong(), random.nextLong(), true);
            notes.put(last, String.format("%08d", i) + rest);
        }
        double each = (used() - before) / (double) count;
        if (last == null || notes.of(Entry.of(last, 1, Entry.NO_CUT_OFF, null)) == null) {
            throw new IllegalArgumentException("the notes must fit into 1 GiB: " + count);
        }
        System.out.printf("%d notes of %d characters: %.0f bytes each%n", count, length, each);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < COLLECTIONS; i++) {
            runtime.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
