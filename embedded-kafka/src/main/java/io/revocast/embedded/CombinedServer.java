package io.revocast.embedded;

import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Kafka's broker and controller of one node, put together as {@link KafkaRaftServer} does it. That class itself would
 * not do: it gives a broker five minutes to be let go by its controllers, which is five minutes lost when they are gone.
 */
final class CombinedServer {
    private static final Logger LOGGER = LoggerFactory.getLogger(CombinedServer.class);

    private final Duration quorumLimit;
    private final SharedServer shared;
    private final BrokerServer broker;
    private final ControllerServer controller;

    CombinedServer(KafkaConfig config) {
        var prepared = KafkaRaftServer.initializeLogDirs(config, LOGGER, "node " + config.nodeId() + " ");
        String clusterId = prepared._1().clusterId().orElseThrow();
        quorumLimit = Duration.ofMillis(config.initialRegistrationTimeoutMs());
        shared = new SharedServer(
                config,
                prepared._1(),
                Time.SYSTEM,
                Server.initializeMetrics(config, Time.SYSTEM, clusterId),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        broker = new BrokerServer(shared);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), prepared._2());
    }

    /**
     * Returns when the node answers clients. Whatever this throws, {@link #stop} must follow.
     *
     * @throws IllegalStateException when the controllers found no quorum within {@code initial.broker.registration.timeout.ms}
     */
    void start() {
        controller.startup();
        awaitQuorum();
        broker.startup();
    }

    /** A broker that ends without a quorum leaves its coordinators' threads behind, so it does not start before. */
    private void awaitQuorum() {
        long deadline = System.nanoTime() + quorumLimit.toNanos();
        // What the node remembers from before it stopped may be a leader, but never a high watermark.
        while (shared.raftManager().client().highWatermark().isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the controllers found no quorum within " + quorumLimit);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a quorum", e);
            }
        }
    }

    /**
     * Stops both, and does nothing for one that is not running.
     *
     * @param leave how long to wait for the other nodes to take over what this one leads
     */
    void stop(Duration leave) {
        try {
            broker.shutdown(leave);
            broker.awaitShutdown();
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }
}
