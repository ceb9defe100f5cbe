package io.revocast.consumer.internal.topic;

import org.apache.kafka.common.Node;
import org.apache.kafka.common.utils.Utils;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells whether a broker accepts connections, by opening one and closing it. A Kafka client logs every attempt to
 * connect; during an outage the list asks here first, so it stays quiet and still notices at once when a broker
 * returns.
 *
 * <p>Thread-safe. One question opens at most a few connections, each within a second.
 */
public final class BrokerPing {
    private static final int MOST_TRIES = 3;
    private static final int CONNECT_MILLIS = 1000;

    private final List<InetSocketAddress> bootstrap;
    private volatile List<InetSocketAddress> known = List.of();
    private int next;

    /** What came of it. */
    public enum Answer {
        ACCEPTS,
        REFUSES,
        UNKNOWN_HOST
    }

    /**
     * @param bootstrapServers as in Kafka's property
     */
    BrokerPing(String bootstrapServers) {
        this.bootstrap = Stream.of(bootstrapServers.split(",", -1))
                .map(String::trim)
                .filter(server -> Utils.getHost(server) != null && Utils.getPort(server) != null)
                .map(server -> InetSocketAddress.createUnresolved(Utils.getHost(server), Utils.getPort(server)))
                .toList();
    }

    /** Learns where the brokers are that hold the topic. */
    void learn(Collection<Node> nodes) {
        known = nodes.stream()
                // A replica on a broker that is down has an id and no address.
                .filter(node -> !node.host().isEmpty() && node.port() > 0)
                .map(node -> InetSocketAddress.createUnresolved(node.host(), node.port()))
                .distinct()
                .toList();
    }

    /** Asks the brokers that hold the topic, then the bootstrap servers, in turns when there are many. */
    synchronized Answer ask() {
        Set<InetSocketAddress> all = new LinkedHashSet<>(known);
        all.addAll(bootstrap);
        List<InetSocketAddress> addresses = List.copyOf(all);
        Answer answer = Answer.UNKNOWN_HOST;
        int tries = Math.min(MOST_TRIES, addresses.size());
        for (int i = 0; i < tries; i++) {
            next = (next + 1) % addresses.size();
            InetSocketAddress address = addresses.get(next);
            for (InetAddress host : hostsOf(address)) {
                if (accepts(new InetSocketAddress(host, address.getPort()))) {
                    return Answer.ACCEPTS;
                }
                answer = Answer.REFUSES;
            }
        }
        // An address that this class cannot read is for Kafka to judge.
        return addresses.isEmpty() ? Answer.ACCEPTS : answer;
    }

    /** Every address of a host, because Kafka tries each of them; none when the name cannot be resolved. */
    private static List<InetAddress> hostsOf(InetSocketAddress address) {
        try {
            return Stream.of(InetAddress.getAllByName(address.getHostString()))
                    .limit(MOST_TRIES)
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private static boolean accepts(InetSocketAddress address) {
        // A proxy that the JVM was given for sockets is none for Kafka's channels.
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
