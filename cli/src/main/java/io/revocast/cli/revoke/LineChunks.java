package io.revocast.cli.revoke;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lines in pieces that are small enough to send again, read as they are wanted. */
final class LineChunks implements AutoCloseable {
    static final int MAX_LINES = 2000;
    static final int MAX_BYTES = 512 * 1024;
    private static final int BEGINNING = 3;

    private final InputStream in;
    private final byte[] line = new byte[MAX_BYTES];
    private int lineLength;
    private boolean pending;
    private boolean begun;

    /** Some lines. */
    static final class Chunk {
        private final byte[] bytes;
        private final int lines;

        private Chunk(byte[] bytes, int lines) {
            this.bytes = bytes;
            this.lines = lines;
        }

        /** Not a copy; callers do not change it. */
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

    /** Passes the mark that some editors put before UTF-8, and names an encoding that no publisher takes. */
    private void readBeginning() throws IOException {
        begun = true;
        in.mark(BEGINNING);
        byte[] beginning = in.readNBytes(BEGINNING);
        in.reset();
        if (startsWith(beginning, 0xEF, 0xBB, 0xBF)) {
            in.skipNBytes(3);
        } else if (startsWith(beginning, 0xFE, 0xFF)
                || startsWith(beginning, 0xFF, 0xFE)
                || (beginning.length > 1 && (beginning[0] == 0) != (beginning[1] == 0))) {
            throw new IOException("it is encoded in UTF-16; save it as UTF-8");
        }
    }

    private static boolean startsWith(byte[] text, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= text.length || (text[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean readLine() throws IOException {
        if (!begun) {
            readBeginning();
        }
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
