package io.revocast.publisher.http;

import io.revocast.publisher.tls.TlsFiles;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen, and to how many.
 *
 * @param port 0 for any free one
 * @param setting the name of the setting that has the port
 * @param tls null for plain HTTP
 */
public record Listener(
        String host,
        int port,
        String setting,
        ConnectionLimits limits,
        @Nullable TlsFiles tls) {}
