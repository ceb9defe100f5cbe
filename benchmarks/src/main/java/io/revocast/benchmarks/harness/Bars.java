package io.revocast.benchmarks.harness;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import static java.lang.Math.log10;
import static java.lang.Math.max;
import static java.lang.Math.pow;

/**
 * A picture of horizontal bars above an axis, as SVG that needs no fonts, styles or scripts from elsewhere, in colours
 * that can be read on white and on black. Not thread-safe.
 */
public final class Bars {
    private static final int BARS = 380;
    private static final int FIGURES = 90;
    private static final int LETTER = 8;
    private static final int ROW = 24;
    private static final int TOP = 38;
    private static final int BELOW = 58;
    private static final int TICKS = 4;
    private static final String STYLE = """
            text { font: 13px system-ui, sans-serif; fill: #757d86 }
            .title { font-weight: 600; font-size: 14px }
            .small { font-size: 11px }
            rect { fill: #9aa4ae }
            .ours { fill: #2f81f7 }
            line { stroke: #757d86; stroke-opacity: 0.35 }
            """;

    private final String name;
    private final String title;
    private final String format;
    private final Map<String, Double> values = new LinkedHashMap<>();

    /**
     * A picture without bars.
     *
     * @param name of its file, without ending
     * @param format how a value is written, for {@link String#format}; what follows the first space is the axis's unit
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

    /**
     * The whole file.
     *
     * @param machine what was measured on, for the last line
     */
    String svg(String machine) {
        int labels =
                LETTER * values.keySet().stream().mapToInt(String::length).max().orElse(0);
        int left = labels + 16;
        int bottom = TOP + ROW * values.size();
        int width = max(left + BARS + FIGURES, LETTER * max(title.length(), machine.length()) + 16);
        double most = max(
                Double.MIN_NORMAL,
                values.values().stream().mapToDouble(Double::doubleValue).max().orElse(1));
        StringBuilder svg = new StringBuilder(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">%n",
                width, bottom + BELOW, width, bottom + BELOW));
        svg.append(String.format("<title>%s</title>%n<style>%n%s</style>%n", escape(title), STYLE));
        text(svg, "title", 8, 24, title);
        axis(svg, left, bottom, most);
        int y = TOP;
        for (Map.Entry<String, Double> bar : values.entrySet()) {
            double length = max(1, BARS * bar.getValue() / most);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                            + "<rect%s x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>%n",
                    left - 8,
                    y + 16,
                    escape(bar.getKey()),
                    bar.getKey().startsWith("Revocast") ? " class=\"ours\"" : "",
                    left,
                    y + 3,
                    length,
                    ROW - 6));
            text(svg, "figure", left + length + 6, y + 16, String.format(Locale.ROOT, format, bar.getValue()));
            y += ROW;
        }
        text(svg, "small", 8, bottom + BELOW - 10, machine);
        return svg.append("</svg>\n").toString();
    }

    private void axis(StringBuilder svg, int left, int bottom, double most) {
        double step = step(most);
        for (int tick = 0; tick * step <= most; tick++) {
            double x = left + BARS * tick * step / most;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>"
                            + "<text class=\"small\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                    x,
                    TOP,
                    x,
                    bottom + 4,
                    x,
                    bottom + 17,
                    String.format(Locale.ROOT, step < 1 ? "%.2f" : "%,.0f", tick * step)));
        }
        text(svg, "small", left + BARS + 24, bottom + 17, format.substring(format.indexOf(' ') + 1));
    }

    /** The least of 1, 2 and 5 times a power of ten that is not too narrow. */
    private static double step(double most) {
        double power = pow(10, Math.floor(log10(most / TICKS)));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power * TICKS >= most) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static void text(StringBuilder svg, String style, double x, int y, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>%n", style, x, y, escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
