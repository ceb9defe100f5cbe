package io.revocast.metrics;

import io.revocast.consumer.RevocationList;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A list works in a process that has no Micrometer. */
class WithoutMicrometerTest {
    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    private static URLClassLoader classPathWithoutMicrometer() {
        URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("micrometer"))
                .map(WithoutMicrometerTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    /** Runs in the class loader without Micrometer. */
    public static final class Reader implements Callable<String> {
        @Override
        public String call() {
            try (RevocationList list =
                    RevocationList.builder().bootstrapServers("127.0.0.1:1").build()) {
                list.start();
                return list.topic() + " " + list.status().state();
            }
        }
    }

    @Test
    void aListIsBuiltStartedAndAsked() throws Exception {
        try (URLClassLoader loader = classPathWithoutMicrometer()) {
            assertThatThrownBy(() -> loader.loadClass("io.micrometer.core.instrument.MeterRegistry"))
                    .isInstanceOf(ClassNotFoundException.class);
            Object reader = loader.loadClass(Reader.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();

            assertThat(((Callable<?>) reader).call()).isEqualTo("revocast.revocations STARTING");
        }
    }
}
