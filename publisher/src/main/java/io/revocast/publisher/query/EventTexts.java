package io.revocast.publisher.query;

import io.revocast.publisher.append.EventFeed.Change;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/** The texts of the last changes: every client is sent the same. Thread-safe; keeps at most {@value #PLACES}. */
final class EventTexts {
    private static final int PLACES = 1024;

    private static final class Text {
        private final Change change;
        private final byte[] bytes;

        Text(Change change, byte[] bytes) {
            this.change = change;
            this.bytes = bytes;
        }
    }

    private final AtomicReferenceArray<Text> texts = new AtomicReferenceArray<>(PLACES);
    private final Function<Change, byte[]> encoder;

    /**
     * Makes one without texts.
     *
     * @param encoder makes the text of a change
     */
    EventTexts(Function<Change, byte[]> encoder) {
        this.encoder = encoder;
    }

    /** Returns the text of a change. Clients of the same object get the same array. */
    @SuppressWarnings("ReferenceEquality")
    byte[] of(Change change) {
        int place = System.identityHashCode(change) & (PLACES - 1);
        Text known = texts.get(place);
        if (known != null && known.change == change) {
            return known.bytes;
        }
        byte[] bytes = encoder.apply(change);
        texts.set(place, new Text(change, bytes));
        return bytes;
    }
}
