package io.revocast.publisher.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lines in pieces that are small enough to send again, read as they are wanted. */
final class LineChunks implements AutoCloseable {
    static final int MAX_LINES = 2000;
    static final int MAX_BYTES = 512 * 1024;

    private final InputStream in;
    private final byte[] line = new byte[MAX_BYTES];
    private int lineLength;
    private boolean pending;

    /** Some lines. */
    static final class Chunk {
        private final byte[] bytes;
        private final int lines;

        private Chunk(byte[] bytes, int lines) {
            this.bytes = bytes;
            this.lines = lines;
        }

        /** Not a copy: nobody changes it. */
        byte[] bytes() {
            return bytes;
        }

        int lines() {
            return lines;
        }
    }

    LineChunks(InputStream in) {
        this.in = new BufferedInputStream(in, 64 * 1024);
    }

    /** The next piece; without lines at the end. A line that is too long for any piece is an {@link IOException}. */
    Chunk next() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int lines = 0;
        while (lines < MAX_LINES && (pending || readLine())) {
            pending = true;
            if (bytes.size() + lineLength > MAX_BYTES) {
                break;
            }
            bytes.write(line, 0, lineLength);
            pending = false;
            lines++;
        }
        return new Chunk(bytes.toByteArray(), lines);
    }

    private boolean readLine() throws IOException {
        lineLength = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (lineLength == line.length - 1) {
                throw new IOException("a line is longer than " + MAX_BYTES + " bytes");
            }
            line[lineLength++] = (byte) b;
            if (b == '\n') {
                return true;
            }
        }
        if (lineLength == 0) {
            return false;
        }
        line[lineLength++] = '\n';
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
