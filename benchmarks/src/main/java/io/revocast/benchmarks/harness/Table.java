package io.revocast.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;

/** A table of text, printed as Markdown. Not thread-safe. */
public final class Table {
    private final String title;
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String title, String... header) {
        this.title = title;
        this.header = List.of(header);
    }

    /** Adds a row, with as many cells as the header has. */
    public void row(String... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException("a row must have " + header.size() + " cells: " + cells.length);
        }
        rows.add(List.of(cells));
    }

    public String title() {
        return title;
    }

    public List<String> header() {
        return header;
    }

    public List<List<String>> rows() {
        return List.copyOf(rows);
    }

    /** The title, an empty line, and the table. */
    public String markdown() {
        StringBuilder text = new StringBuilder("**").append(title).append("**\n\n");
        line(text, header);
        text.append("|---".repeat(header.size())).append("|\n");
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
