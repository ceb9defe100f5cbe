package io.revocast.benchmarks.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A connection to Redis that knows two commands, SET and EXISTS, and does no more for them than a client must. Used by one
 * thread.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis serialization protocol</a>
 */
public final class RedisConnection implements AutoCloseable {
    private static final int LIMIT_MILLIS = 5_000;

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    private RedisConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects to a port of this machine. */
    public static RedisConnection to(int port) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
        return new RedisConnection(socket);
    }

    /** Sets keys to the value 1, all in one go. */
    public void set(List<String> keys) throws IOException {
        ByteArrayOutputStream commands = new ByteArrayOutputStream();
        for (String key : keys) {
            write(commands, "SET", key, "1");
        }
        out.write(commands.toByteArray());
        for (String key : keys) {
            String reply = readLine();
            if (!reply.equals("+OK")) {
                throw new IOException("SET " + key + ": " + reply);
            }
        }
    }

    /** Whether there is a key. */
    public boolean exists(String key) throws IOException {
        return exists(List.of(key)) == 1;
    }

    /** Asks for each key, without waiting for the answer before it; returns how many there are. */
    public int exists(List<String> keys) throws IOException {
        ByteArrayOutputStream commands = new ByteArrayOutputStream();
        for (String key : keys) {
            write(commands, "EXISTS", key);
        }
        out.write(commands.toByteArray());
        int found = 0;
        for (int i = 0; i < keys.size(); i++) {
            String reply = readLine();
            if (!reply.startsWith(":")) {
                throw new IOException("EXISTS: " + reply);
            }
            found += Integer.parseInt(reply, 1, reply.length(), 10);
        }
        return found;
    }

    private static void write(ByteArrayOutputStream commands, String... words) {
        StringBuilder command = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            command.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        commands.writeBytes(command.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("Redis closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
