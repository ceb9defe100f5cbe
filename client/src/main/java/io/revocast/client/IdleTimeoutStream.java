package io.revocast.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends a stream on which nothing arrives for too long: a connection whose other end disappeared looks like one on which
 * nothing happens. One thread reads it.
 */
final class IdleTimeoutStream extends FilterInputStream {
    private final Duration limit;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "revocast-client-idle-timeout");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean timedOut;

    /**
     * @param limit the longest silence; it may last a quarter longer
     */
    IdleTimeoutStream(InputStream in, Duration limit) {
        super(in);
        this.limit = limit;
        long period = Math.max(1, limit.toMillis() / 4);
        ScheduledFuture<?> unused =
                watch.scheduleWithFixedDelay(this::closeWhenIdle, period, period, TimeUnit.MILLISECONDS);
    }

    private void closeWhenIdle() {
        if (System.nanoTime() - heardNanos > limit.toNanos()) {
            timedOut = true;
            try {
                in.close();
            } catch (IOException e) {
                // The reading thread sees it too, and reports it.
                return;
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count;
        try {
            count = in.read(bytes, offset, length);
        } catch (IOException e) {
            throw timedOut ? timeout() : e;
        }
        if (count < 0 && timedOut) {
            throw timeout();
        }
        heardNanos = System.nanoTime();
        return count;
    }

    private IOException timeout() {
        return new IOException("nothing was received for " + limit);
    }

    @Override
    public void close() throws IOException {
        watch.shutdownNow();
        in.close();
    }
}
