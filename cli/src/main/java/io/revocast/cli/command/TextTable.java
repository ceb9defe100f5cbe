package io.revocast.cli.command;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns of text, each as wide as its longest cell. Prints cells as they are: picocli's own table interprets markup in
 * them, and they hold text of others.
 */
public final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    /** A table without rows. */
    public TextTable(List<String> header) {
        rows.add(header);
    }

    /** Adds a row with as many cells as the header. */
    public void add(List<String> row) {
        rows.add(row);
    }

    /** Returns the header and the rows as lines. */
    public List<String> lines() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i).isEmpty() ? "-" : row.get(i);
            line.append(cell).append(" ".repeat(Math.max(0, widths[i] - cell.length()) + 2));
        }
        return line.toString().stripTrailing();
    }
}
