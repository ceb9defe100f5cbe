package io.revocast.cli;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads server-sent events, as far as the publisher sends them: {@code id}, {@code event}, one line of {@code data}. */
final class EventReader implements AutoCloseable {
    /** Longer than any event of a publisher; a line without end must not fill the memory. */
    private static final int MAX_LINE = 256 * 1024;

    private final BufferedReader lines;
    private @Nullable String lastId;
    private volatile long heardNanos = System.nanoTime();

    /** One event. */
    record Event(String name, String data) {}

    EventReader(InputStream stream, @Nullable String lastId) {
        this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        this.lastId = lastId;
    }

    /** The id that was sent last, from which to go on; not one of an event that broke off. */
    @Nullable
    String lastId() {
        return lastId;
    }

    /** When something was last heard, a heartbeat included. */
    long heardNanos() {
        return heardNanos;
    }

    /** Waits for the next event; null when the stream has ended. */
    @Nullable
    Event next() throws IOException {
        String name = "message";
        String data = null;
        String id = lastId;
        for (String line = line(); line != null; line = line()) {
            heardNanos = System.nanoTime();
            if (line.isEmpty()) {
                lastId = id;
                if (data != null) {
                    return new Event(name, data);
                }
            } else if (line.startsWith("id:")) {
                id = line.substring(3).strip();
            } else if (line.startsWith("event:")) {
                name = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data = line.substring(5).strip();
            }
        }
        return null;
    }

    private @Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = lines.read(); c >= 0; c = lines.read()) {
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append((char) c);
            }
            if (line.length() > MAX_LINE) {
                throw new IOException("a line is longer than " + MAX_LINE + " characters");
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
