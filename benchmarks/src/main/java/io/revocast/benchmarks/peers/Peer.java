package io.revocast.benchmarks.peers;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Jvm;

import java.util.Optional;

/** The ways there are, in the order of the tables. */
public enum Peer {
    REVOCAST("Revocast", Revocast.class.getName(), ""),
    COMPACT_MAP("ConcurrentHashMap of compact entries", CompactMap.class.getName(), ""),
    STRING_MAP("ConcurrentHashMap of Strings", StringMap.class.getName(), ""),
    CAFFEINE("Caffeine of Strings", NaiveCaffeine.class.getName(), ""),
    GLOBAL_TABLE_MEMORY("GlobalKTable in memory", GlobalTable.class.getName(), "memory"),
    GLOBAL_TABLE_ROCKSDB("GlobalKTable on RocksDB", GlobalTable.class.getName(), "rocksdb"),
    KCACHE("KCache", "io.revocast.benchmarks.kcache.KCache", "");

    private final String title;
    private final String implementation;
    private final String store;

    Peer(String title, String implementation, String store) {
        this.title = title;
        this.implementation = implementation;
        this.store = store;
    }

    public String title() {
        return title;
    }

    /** Returns the arguments with the name of the {@link RevokedTokens}, and what is special to it. */
    public Arguments with(Arguments arguments) {
        return arguments.with("peer", implementation).with("store", store);
    }

    /** The Java it runs in; empty when it is not available, because {@code ./revocast bench} was not what started this. */
    public Optional<Jvm> jvm() {
        return this == KCACHE
                ? Optional.ofNullable(System.getProperty("revocast.kcache.class.path"))
                        .map(Jvm.current()::on)
                : Optional.of(Jvm.current());
    }

    /** Makes the one that the arguments name. */
    public static RevokedTokens create(Arguments arguments) throws ReflectiveOperationException {
        return Class.forName(arguments.text("peer"))
                .asSubclass(RevokedTokens.class)
                .getDeclaredConstructor()
                .newInstance();
    }
}
