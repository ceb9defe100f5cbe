package io.revocast.consumer.internal.settings;

import org.apache.kafka.clients.consumer.Consumer;

import java.util.function.Supplier;

/**
 * Makes Kafka clients under a context class loader that sees Kafka. Kafka loads the classes that properties name
 * (reporters, login modules, callback handlers) through the context class loader. Its classes of settings do the same
 * with their defaults when they are initialised, since 4.1.
 */
public final class ClientClassLoader {
    private ClientClassLoader() {}

    /**
     * Returns what the supplier makes. When the thread's context class loader sees no Kafka, or another one than this
     * library, the supplier runs under the library's own loader; the thread's is set again afterwards.
     */
    public static <T> T call(Supplier<T> supplier) {
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        if (context == null || seesOurKafka(context)) {
            return supplier.get();
        }
        thread.setContextClassLoader(ClientClassLoader.class.getClassLoader());
        try {
            return supplier.get();
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    private static boolean seesOurKafka(ClassLoader loader) {
        try {
            return Class.forName(Consumer.class.getName(), false, loader).equals(Consumer.class);
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
