package io.revocast.benchmarks.harness;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import static java.lang.Math.max;

/** A picture of horizontal bars, as SVG that needs no fonts, styles or scripts from elsewhere. Not thread-safe. */
public final class Bars {
    private static final int WIDTH = 720;
    private static final int LABELS = 290;
    private static final int FIGURES = 90;
    private static final int ROW = 26;
    private static final int TOP = 44;
    private static final String STYLE = """
            text { font: 13px system-ui, sans-serif; fill: #1f2328 }
            .title { font-weight: 600; font-size: 14px }
            rect { fill: #8c959f }
            .ours { fill: #0969da }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3 }
              rect { fill: #6e7681 }
              .ours { fill: #4493f8 }
            }
            """;

    private final String name;
    private final String title;
    private final String format;
    private final Map<String, Double> values = new LinkedHashMap<>();

    /**
     * A picture without bars.
     *
     * @param name of its file, without ending
     * @param format how a value is written, for {@link String#format}
     */
    public Bars(String name, String title, String format) {
        this.name = name;
        this.title = title;
        this.format = format;
    }

    /** Adds a bar below the others. One whose label begins with the product's name stands out. */
    public void bar(String label, double value) {
        values.put(label, value);
    }

    String name() {
        return name;
    }

    /** The whole file. */
    String svg() {
        int height = TOP + ROW * values.size() + 6;
        double most =
                values.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        StringBuilder svg = new StringBuilder(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">%n",
                WIDTH, height, WIDTH, height));
        svg.append(String.format("<title>%s</title>%n<style>%n%s</style>%n", escape(title), STYLE));
        svg.append(String.format("<text class=\"title\" x=\"8\" y=\"24\">%s</text>%n", escape(title)));
        int y = TOP;
        for (Map.Entry<String, Double> bar : values.entrySet()) {
            double length = max(1, (WIDTH - LABELS - FIGURES) * bar.getValue() / most);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                            + "<rect%s x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>"
                            + "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
                    LABELS - 8,
                    y + 15,
                    escape(bar.getKey()),
                    bar.getKey().startsWith("Revocast") ? " class=\"ours\"" : "",
                    LABELS,
                    y + 2,
                    length,
                    ROW - 8,
                    LABELS + length + 6,
                    y + 15,
                    escape(String.format(Locale.ROOT, format, bar.getValue()))));
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
