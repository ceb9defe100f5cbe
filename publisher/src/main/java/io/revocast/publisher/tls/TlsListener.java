package io.revocast.publisher.tls;

import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A listener's TLS: 1.2 and 1.3, forward secrecy only. Takes changed files up within a minute, for new connections. */
public final class TlsListener implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TlsListener.class);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final TlsFiles files;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "revocast-certificates");
        thread.setDaemon(true);
        return thread;
    });
    private List<String> seen;

    public TlsListener(TlsFiles files) {
        this.files = files;
        this.seen = versions();
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        context.setExcludeCipherSuites();
        context.setIncludeCipherSuites(
                "TLS_AES_.*", "TLS_CHACHA20_.*", "TLS_ECDHE_.*_WITH_AES_.*_GCM_.*", "TLS_ECDHE_.*_WITH_CHACHA20_.*");
        context.setRenegotiationAllowed(false);
        context.setEndpointIdentificationAlgorithm(null);
        context.setWantClientAuth(files.clientAuthority() != null && !files.clientNeeded());
        context.setNeedClientAuth(files.clientAuthority() != null && files.clientNeeded());
        take(files.read());
    }

    public SslContextFactory.Server context() {
        return context;
    }

    public void start() {
        var unused = watch.scheduleWithFixedDelay(
                this::lookAgain, LOOK_AGAIN.toSeconds(), LOOK_AGAIN.toSeconds(), TimeUnit.SECONDS);
    }

    /** Takes the files up when they have changed; keeps what it has when they are no good. */
    public void lookAgain() {
        List<String> now = versions();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            TlsFiles.Stores stores = files.read();
            context.reload(same -> take(stores));
            LOGGER.atInfo().addKeyValue("file", files.certificate()).log("certificate taken up");
        } catch (Exception e) { // reload() declares it
            LOGGER.atWarn()
                    .addKeyValue("error", e.getMessage())
                    .log("changed certificate is no good, the old one stays");
        }
    }

    private void take(TlsFiles.Stores stores) {
        context.setKeyStore(stores.identity());
        context.setKeyStorePassword(TlsFiles.PASSWORD);
        context.setTrustStore(stores.clients());
    }

    private List<String> versions() {
        List<String> versions = new ArrayList<>();
        for (Path file : files.all()) {
            try {
                // A mounted secret changes by its link, so the time of what it points to.
                versions.add(Files.getLastModifiedTime(file) + " " + Files.size(file));
            } catch (IOException e) {
                versions.add("unreadable");
            }
        }
        return versions;
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
