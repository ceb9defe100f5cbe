package io.revocast.benchmarks.redis;

import io.revocast.benchmarks.harness.LineConnection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A connection to Redis that knows two commands, SET and EXISTS. Used by one thread.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis serialization protocol</a>
 */
public final class RedisConnection implements AutoCloseable {
    private final LineConnection connection;

    private RedisConnection(LineConnection connection) {
        this.connection = connection;
    }

    /** Connects to a port of this machine. */
    public static RedisConnection to(int port) throws IOException {
        return new RedisConnection(
                new LineConnection(InetAddress.getLoopbackAddress().getHostAddress(), port));
    }

    /** Sets keys to the value 1, all in one go. */
    public void set(List<String> keys) throws IOException {
        ByteArrayOutputStream commands = new ByteArrayOutputStream();
        for (String key : keys) {
            write(commands, "SET", key, "1");
        }
        connection.write(commands.toByteArray());
        for (String key : keys) {
            String reply = connection.line();
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
        connection.write(commands.toByteArray());
        int found = 0;
        for (int i = 0; i < keys.size(); i++) {
            String reply = connection.line();
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

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
