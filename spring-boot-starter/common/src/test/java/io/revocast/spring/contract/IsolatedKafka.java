package io.revocast.spring.contract;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The embedded broker with its own libraries: a class loader keeps them apart from the Kafka client that Spring Boot
 * manages.
 */
public final class IsolatedKafka implements AutoCloseable {
    private static final Path CLASS_PATH = Path.of("..", "starter", "target", "broker.classpath");

    private final URLClassLoader loader;
    private final Object kafka;

    private IsolatedKafka(URLClassLoader loader, Object kafka) {
        this.loader = loader;
        this.kafka = kafka;
    }

    public static IsolatedKafka start() {
        URLClassLoader loader = loader();
        try {
            Class<?> type = loader.loadClass("io.revocast.embedded.EmbeddedKafka");
            return new IsolatedKafka(loader, call(loader, type, null, "start"));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(CLASS_PATH + " has no broker", e);
        }
    }

    private static URLClassLoader loader() {
        try {
            String entries = Files.readString(CLASS_PATH);
            URL[] urls = Arrays.stream(entries.trim().split(File.pathSeparator))
                    .map(IsolatedKafka::url)
                    .toArray(URL[]::new);
            return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    CLASS_PATH + " is missing; build the module spring-boot-starter/starter first", e);
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    public String bootstrapServers() {
        return (String) call("bootstrapServers");
    }

    /** Stops the broker, keeping its port and data. */
    public void stop() {
        call("stop");
    }

    public void restart() {
        call("restart");
    }

    @Override
    public void close() {
        call("close");
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object call(String method) {
        return call(loader, kafka.getClass(), kafka, method);
    }

    private static Object call(ClassLoader loader, Class<?> type, @Nullable Object target, String method) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return type.getMethod(method).invoke(target);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(method + " of the broker failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
