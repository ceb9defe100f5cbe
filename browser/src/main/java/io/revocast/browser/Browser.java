package io.revocast.browser;

import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;

/**
 * Debian's Chromium without a window, on one page. For one thread.
 *
 * <p>Selectors are those of CSS. A method that needs an element throws {@link NoSuchElementException} when the page has
 * none; tests wait with a condition first.
 */
public final class Browser implements AutoCloseable {
    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int TALLEST = 4000;

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /**
     * Returns whether the browser and its driver are installed. Says so if they are not. Where the environment requires
     * the browser, as CI does, its absence fails the tests instead.
     */
    public static boolean isInstalled() {
        boolean installed = CHROMIUM.canExecute() && DRIVER.canExecute();
        if (!installed && "required".equals(System.getenv("TEST_BROWSER"))) {
            throw new IllegalStateException("TEST_BROWSER is required, but there is no " + CHROMIUM + " or no " + DRIVER
                    + "; install the Debian packages chromium and chromium-driver");
        }
        if (!installed) {
            System.out.println("Chromium is not installed: the tests in a browser are left out."
                    + " Install the Debian packages chromium and chromium-driver to run them");
        }
        return installed;
    }

    /** Starts the browser with a profile of its own: a directory that is empty. */
    public static Browser start(Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER)
                .usingAnyFreePort()
                .withTimeout(Duration.ofSeconds(60))
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(30));
        return new Browser(driver);
    }

    /** Opens a page in a new state, and forgets the messages of the page before. */
    public void open(String page) {
        driver.get("about:blank");
        messages();
        driver.get(page);
    }

    /** The address of the page. */
    public String address() {
        return Objects.requireNonNull(driver.getCurrentUrl());
    }

    /** The text of an element as a user sees it; empty when it is hidden. */
    public String text(String id) {
        return driver.findElement(By.id(id)).getText();
    }

    /** The text of the first element that a selector finds; empty when there is none, or when it is hidden. */
    public String textOf(String selector) {
        try {
            return driver.findElement(By.cssSelector(selector)).getText();
        } catch (NoSuchElementException | StaleElementReferenceException e) {
            return "";
        }
    }

    /** How many elements a selector finds. */
    public int count(String selector) {
        return driver.findElements(By.cssSelector(selector)).size();
    }

    /** Replaces the text of a field. */
    public void type(String id, String text) {
        WebElement field = driver.findElement(By.id(id));
        field.clear();
        field.sendKeys(text);
    }

    public void click(String selector) {
        driver.findElement(By.cssSelector(selector)).click();
    }

    /** Clicks the button or link that reads like this. */
    public void clickText(String text) {
        driver.findElement(By.xpath("//*[(self::button or self::a) and normalize-space(.)='" + text + "']"))
                .click();
    }

    /** Presses keys, one after the other, where the focus is. */
    public void press(CharSequence... keys) {
        WebElement focus = driver.switchTo().activeElement();
        focus.sendKeys(keys);
    }

    /** Presses the tabulator until the focus is on an element that a selector finds; returns whether it came there. */
    public boolean tabTo(String selector) {
        for (int presses = 0; presses < 200; presses++) {
            if (Boolean.TRUE.equals(value("return document.activeElement.matches(arguments[0])", selector))) {
                return true;
            }
            press(Keys.TAB);
        }
        return false;
    }

    /** Runs a script in the page. */
    public void run(String script, Object... arguments) {
        driver.executeScript(script, arguments);
    }

    /** Returns the value of a script, which must not be null: a text, a boolean, a {@code Long}, or a list. */
    public Object value(String script, Object... arguments) {
        return Objects.requireNonNull(driver.executeScript(script, arguments), script);
    }

    /** The warnings and errors of the page since the last call, such as breaches of its policy. */
    public List<String> messages() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString)
                .toList();
    }

    /** Sets the colour scheme and the size of the window, in CSS pixels. */
    public void show(String scheme, int width, int height) {
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** Sends a command of the Chrome DevTools Protocol and returns its result. */
    public Map<String, Object> command(String name, Map<String, Object> parameters) {
        return driver.executeCdpCommand(name, parameters);
    }

    /** Starts to trace the frames that are drawn. */
    public FrameTrace traceFrames() throws IOException, InterruptedException {
        Object options = driver.getCapabilities().getCapability("goog:chromeOptions");
        return FrameTrace.start(String.valueOf(((Map<?, ?>) Objects.requireNonNull(options)).get("debuggerAddress")));
    }

    /**
     * A number that the page's process measures, such as {@code JSHeapUsedSize}, or {@code TaskDuration}: the processor
     * time of the main thread.
     */
    public double metric(String name) {
        command("Performance.enable", Map.of("timeDomain", "threadTicks"));
        List<?> metrics = (List<?>) Objects.requireNonNull(
                command("Performance.getMetrics", Map.of()).get("metrics"));
        return metrics.stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each -> name.equals(each.get("name")))
                .mapToDouble(each -> ((Number) Objects.requireNonNull(each.get("value"))).doubleValue())
                .findFirst()
                .orElseThrow();
    }

    /** The width that the content needs, in CSS pixels. */
    public long widthOfPage() {
        return number("return document.documentElement.scrollWidth");
    }

    private long number(String script) {
        return ((Number) value(script)).longValue();
    }

    /** The serious and critical findings of axe-core in the page, each with its rule and elements. */
    @SuppressWarnings("unchecked")
    public List<String> accessibilityFindings() {
        run(axe());
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ['violations'] }).then((result) => done(result.violations
                    .filter((each) => ['serious', 'critical'].includes(each.impact))
                    .map((each) => `${each.id}: ${each.nodes.slice(0, 5).map((node) => node.html.slice(0, 160)).join(' | ')}`)))
                  .catch((error) => done([String(error)]));
                """);
        return (List<String>) Objects.requireNonNull(found);
    }

    private static String axe() {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes what the window shows to {@code target/screenshots}. */
    public void screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same of the whole page, up to 4,000 pixels: the window becomes as tall as its page. */
    public void screenshotOfPage(String name, String scheme, int width, int height) {
        int tall = (int) Math.min(TALLEST, Math.max(height, number("return document.documentElement.scrollHeight")));
        show(scheme, width, tall);
        screenshot(name);
        show(scheme, width, height);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
