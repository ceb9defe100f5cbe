package io.revocast.publisher;

import io.revocast.browser.Browser;
import io.revocast.browser.FrameTrace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Measures the console in Chromium and prints what it measured. The assertions leave room for a busy machine.
 *
 * <p>{@code -Drevocast.feed.seconds=600} lets the feed run for ten minutes.
 */
@EnabledIf("io.revocast.browser.Browser#isInstalled")
class ConsoleNumbersIT {
    private static final int INSTANCES = 1000;
    private static final int PER_SECOND = 100;
    private static final int BATCH = 25;
    private static final Duration FEED = Duration.ofSeconds(Integer.getInteger("revocast.feed.seconds", 12));

    private static OpenConsole console;
    private static Browser browser;

    @BeforeAll
    static void start(@TempDir Path profile) throws Exception {
        String[] names =
                IntStream.rangeClosed(1, INSTANCES).mapToObj(i -> "pay-" + i).toArray(String[]::new);
        console = OpenConsole.start(profile, names);
        browser = console.browser();
        browser.show("light", 1400, 950);
        console.signIn(OpenConsole.KEY, "/");
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void firstPaint() {
        browser.command("Network.clearBrowserCache", Map.of());
        console.open("/");
        String painted =
                "return performance.getEntriesByName('first-contentful-paint').map((each) => each.startTime)[0] ?? -1";
        await().atMost(OpenConsole.LIMIT).until(() -> ((Number) browser.value(painted)).doubleValue() > 0);
        double paint = ((Number) browser.value(painted)).doubleValue();

        System.out.printf(Locale.ROOT, "console: first contentful paint after %.0f ms%n", paint);
        assertThat(paint).isLessThan(10_000);
    }

    @Test
    void thousandInstancesScroll() throws Exception {
        console.open("/fleet");
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count("table.fleet tbody tr") == 100);
        FrameTrace.Frames frames;
        try (FrameTrace trace = browser.traceFrames()) {
            browser.run("""
                    const end = performance.now() + 5000;
                    window.scrolled = 0;
                    const step = () => {
                      scrollBy(0, window.scrolled++ % 200 < 100 ? 40 : -40);
                      if (performance.now() < end) requestAnimationFrame(step);
                      else window.scrollEnd = true;
                    };
                    step();
                    """);
            await().atMost(OpenConsole.LIMIT)
                    .until(() -> Boolean.TRUE.equals(browser.value("return window.scrollEnd === true")));
            frames = trace.end();
        }

        System.out.printf(
                Locale.ROOT,
                "console: fleet of %d instances while scrolling: %d frames, worst %.0f ms, longest task %.0f ms%n",
                INSTANCES,
                frames.count(),
                frames.worstMillis(),
                frames.longestTaskMillis());
        assertThat(frames.count()).isGreaterThan(10);
        assertThat(frames.worstMillis()).isLessThan(2_000);
    }

    @Test
    void feedOfAHundredRevocationsASecond() throws Exception {
        console.open("/feed");
        console.awaitText(".page-head .badge", "Live");
        AtomicInteger made = new AtomicInteger();
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        try {
            var unused = writer.scheduleAtFixedRate(
                    () -> revokeBatch(made), 0, 1_000_000L * BATCH / PER_SECOND, TimeUnit.MICROSECONDS);
            await().atMost(OpenConsole.LIMIT).until(() -> made.get() > 3 * PER_SECOND);
            double heapBefore = heap();
            int madeBefore = made.get();
            double busyBefore = browser.metric("TaskDuration");
            long begun = System.nanoTime();
            await().pollDelay(FEED).atMost(FEED.plus(OpenConsole.LIMIT)).until(() -> true);
            double seconds = (System.nanoTime() - begun) / 1e9;
            double share = (browser.metric("TaskDuration") - busyBefore) / seconds;
            double rate = (made.get() - madeBefore) / seconds;
            double heapAfter = heap();

            System.out.printf(
                    Locale.ROOT,
                    "console: feed of %.0f revocations/s for %.0f s: main thread %.0f %% of a core, heap %.1f MiB, then %.1f MiB%n",
                    rate,
                    seconds,
                    100 * share,
                    heapBefore,
                    heapAfter);
            assertThat(share).isLessThan(0.9);
            assertThat(heapAfter).isLessThan(2 * heapBefore + 5);
            assertThat(rate).as("confirmed revocations a second").isGreaterThan(PER_SECOND / 10.0);
            assertThat(browser.count(".feed li")).isBetween(100, 200);
        } finally {
            writer.shutdownNow();
        }
    }

    private static double heap() {
        browser.command("HeapProfiler.collectGarbage", Map.of());
        return browser.metric("JSHeapUsedSize") / (1 << 20);
    }

    private static void revokeBatch(AtomicInteger made) {
        StringBuilder batch = new StringBuilder("{\"revocations\":[");
        for (int i = 0; i < BATCH; i++) {
            batch.append(i == 0 ? "" : ",").append(OpenConsole.token("feed-" + (made.get() + i)));
        }
        try {
            // A busy broker may not confirm in time; only what is confirmed counts.
            made.addAndGet(console.revoke(batch.append("]}").toString())
                    .path("revocations")
                    .size());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
