package io.revocast.consumer.internal.topic;

/** No broker can be reached, so nothing can be read; a Kafka client need not even try. */
public final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean clientsWorn;

    private UnreachableException(String message, boolean clientsWorn) {
        super(message);
        this.clientsWorn = clientsWorn;
    }

    /** Something accepts connections, but the clients, which know only addresses of former brokers, get no answer. */
    public static UnreachableException wornClients(String servers) {
        return new UnreachableException(
                "no broker answered for long, although " + servers + " accepts connections; connecting anew", true);
    }

    /** Throws when no address accepts connections. */
    public static void requireReachable(BrokerPing.Answer answer, String servers) {
        switch (answer) {
            case UNKNOWN_HOST -> throw new UnreachableException("no address of " + servers + " can be resolved", false);
            case REFUSES ->
                throw new UnreachableException("no broker at " + servers + " accepts connections; is one up?", false);
            case ACCEPTS -> {}
        }
    }

    /** Whether other clients could succeed. */
    public boolean areClientsWorn() {
        return clientsWorn;
    }
}
