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
import java.util.Map;

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
        return start("io.revocast.embedded.EmbeddedKafka");
    }

    /** Starts a broker that clients reach by TLS with a certificate. Every client of the other listener is a super user. */
    public static IsolatedKafka startSecure(String... superUsers) {
        String users = "User:ANONYMOUS;User:CN=" + String.join(";User:CN=", superUsers);
        return start("io.revocast.embedded.SecureKafka", Map.of("super.users", users));
    }

    private static IsolatedKafka start(String type, Object... arguments) {
        URLClassLoader loader = loader();
        try {
            return new IsolatedKafka(loader, call(loader, loader.loadClass(type), null, "start", arguments));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(CLASS_PATH + " has no broker", e);
        }
    }

    /** Returns what a client of a secure broker needs to come in as {@code User:CN=name}. */
    public Map<?, ?> withCertificate(String name) {
        return (Map<?, ?>) call(loader, kafka.getClass(), kafka, "withCertificate", name);
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

    private static Object call(
            ClassLoader loader, Class<?> type, @Nullable Object target, String method, Object... arguments) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return type.getMethod(method, types(arguments)).invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(method + " of the broker failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Class<?>[] types(Object[] arguments) {
        return Arrays.stream(arguments)
                .map(argument -> argument instanceof Map ? Map.class : argument.getClass())
                .toArray(Class<?>[]::new);
    }
}
