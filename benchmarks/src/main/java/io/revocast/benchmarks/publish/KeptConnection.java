package io.revocast.benchmarks.publish;

import io.revocast.benchmarks.harness.LineConnection;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Posts JSON, one request after the other over one connection, to a server that is known to answer with a length. An HTTP
 * client for everybody uses more of the processors than the server does.
 */
final class KeptConnection implements AutoCloseable {
    private static final String LENGTH = "content-length:";

    private final LineConnection connection;
    private final String head;

    KeptConnection(URI uri) throws IOException {
        this.connection = new LineConnection(uri.getHost(), uri.getPort());
        this.head = "POST " + uri.getRawPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: ";
    }

    /**
     * Returns the body of the answer.
     *
     * @throws IOException when the status is another than expected, too
     */
    byte[] post(String body, int expected) throws IOException {
        String request = head + body.length() + "\r\n\r\n" + body;
        connection.write(request.getBytes(StandardCharsets.US_ASCII));
        String status = connection.line();
        int length = -1;
        for (String field = connection.line(); !field.isEmpty(); field = connection.line()) {
            if (field.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Integer.parseInt(field.substring(LENGTH.length()).strip());
            }
        }
        byte[] answer = connection.bytes(Math.max(0, length));
        if (length < 0 || !status.startsWith("HTTP/1.1 " + expected + " ")) {
            throw new IOException(status + ": " + new String(answer, StandardCharsets.UTF_8));
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
