package io.revocast.publisher.json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads the lines of a body of any length, each of bounded length, in bounded memory. Not thread-safe. */
public final class LineReader {
    private static final byte[] TOO_LONG = {};

    private final InputStream body;
    private final int longest;
    private byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;
    private boolean ended;

    public LineReader(InputStream body, int longest) {
        this.body = body;
        this.longest = longest;
    }

    /** Whether a line that was read is one that was too long to be kept. */
    @SuppressWarnings("ReferenceEquality") // TOO_LONG is a marker; another empty line is not one
    public static boolean isTooLong(byte[] line) {
        return line == TOO_LONG;
    }

    /** Whether a line holds nothing but blanks. */
    public static boolean isBlank(byte[] line) {
        for (byte each : line) {
            if (each != ' ' && each != '\t') {
                return false;
            }
        }
        return !isTooLong(line);
    }

    /** Returns the next line without its end, or null after the last. An empty last line is no line. */
    public byte @Nullable [] next() throws IOException {
        int from = start;
        boolean dropping = false;
        while (true) {
            for (int i = from; i < end; i++) {
                if (buffer[i] == '\n') {
                    byte[] line = dropping ? TOO_LONG : line(i);
                    start = i + 1;
                    return line;
                }
            }
            if (end - start > longest) {
                dropping = true;
                start = end;
            }
            from = fill();
            if (ended) {
                byte[] last = dropping ? TOO_LONG : line(end);
                boolean none = !dropping && end == start;
                start = end;
                return none ? null : last;
            }
        }
    }

    private byte[] line(int to) {
        int last = to > start && buffer[to - 1] == '\r' ? to - 1 : to;
        return last - start > longest ? TOO_LONG : Arrays.copyOfRange(buffer, start, last);
    }

    /** Reads more; returns where it begins. */
    private int fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int from = end;
        int length = body.read(buffer, end, buffer.length - end);
        ended = length < 0;
        end += Math.max(0, length);
        return from;
    }
}
