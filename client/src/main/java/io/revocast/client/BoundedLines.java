package io.revocast.client;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** Reads lines of UTF-8 that end with LF or CR LF. A line without end must not fill the memory. Not thread-safe. */
final class BoundedLines implements AutoCloseable {
    /** Longer than any line of a publisher. */
    static final int MAX_LINE = 2 * 1024 * 1024;

    private final Reader reader;
    private final char[] buffer = new char[16 * 1024];
    private int next;
    private int end;

    BoundedLines(InputStream stream) {
        this.reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
    }

    /**
     * Waits for the next line and returns it without its end; null when the stream has ended.
     *
     * @param last whether a last line without end counts
     */
    @Nullable
    String next(boolean last) throws IOException {
        StringBuilder line = new StringBuilder();
        while (fill()) {
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            line.append(buffer, from, next - from);
            if (next < end) {
                next++;
                return withoutReturn(line);
            }
            if (line.length() > MAX_LINE) {
                throw new IOException("a line is longer than " + MAX_LINE + " characters");
            }
        }
        return last && line.length() > 0 ? withoutReturn(line) : null;
    }

    private boolean fill() throws IOException {
        if (next < end) {
            return true;
        }
        next = 0;
        end = Math.max(0, reader.read(buffer, 0, buffer.length));
        return end > 0;
    }

    private static String withoutReturn(StringBuilder line) {
        int length = line.length();
        return line.substring(0, length > 0 && line.charAt(length - 1) == '\r' ? length - 1 : length);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
