package io.revocast.soak.lab;

import io.revocast.embedded.FaultProxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The addresses that clients know: a proxy for every client and every broker of the larger cluster. A cluster of fewer
 * brokers can be put behind all of them.
 */
public final class Network implements AutoCloseable {
    private final Map<String, List<FaultProxy>> proxies = new LinkedHashMap<>();
    private final FreePorts ports = new FreePorts();

    /**
     * Opens the addresses; {@link BrokerCluster#takeAddresses} puts a cluster behind them.
     *
     * @param clients names of the clients, in capital letters; each gets addresses of its own
     * @param brokers how many addresses each client gets
     */
    public Network(List<String> clients, int brokers) {
        for (String client : clients) {
            proxies.put(
                    client,
                    IntStream.range(0, brokers)
                            .mapToObj(unused -> new FaultProxy())
                            .toList());
        }
    }

    /** The addresses of a client as Kafka's {@code bootstrap.servers}. */
    public String bootstrapServers(String client) {
        return of(client).stream().map(proxy -> "127.0.0.1:" + proxy.port()).collect(Collectors.joining(","));
    }

    /** The proxies of a client, by the number of the broker. */
    public List<FaultProxy> of(String client) {
        List<FaultProxy> found = proxies.get(client);
        if (found == null) {
            throw new IllegalArgumentException("there is no client called " + client + ": " + proxies.keySet());
        }
        return found;
    }

    /** Ports for the processes behind the proxies and beside them. */
    FreePorts ports() {
        return ports;
    }

    /** The proxies of one broker, by client. */
    Map<String, FaultProxy> before(int broker) {
        Map<String, FaultProxy> found = new LinkedHashMap<>();
        proxies.forEach((client, ofClient) -> found.put(client, ofClient.get(broker)));
        return found;
    }

    /** Leads every address to one of the brokers, and resets every connection. */
    void leadTo(List<SoakBroker> brokers) {
        List<FaultProxy> all = new ArrayList<>();
        proxies.forEach((client, ofClient) -> {
            for (int i = 0; i < ofClient.size(); i++) {
                ofClient.get(i).forwardTo(brokers.get(i % brokers.size()).port(client));
            }
            all.addAll(ofClient);
        });
        all.forEach(FaultProxy::reset);
    }

    @Override
    public void close() {
        proxies.values().forEach(ofClient -> ofClient.forEach(FaultProxy::close));
    }
}
