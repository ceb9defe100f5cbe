package io.revocast.publisher.query;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A table as comma-separated values (RFC 4180). A text that a spreadsheet would take for a formula begins with an
 * apostrophe. Not thread-safe.
 */
final class CsvTable {
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private final StringBuilder lines = new StringBuilder();

    /** Makes a table with its heading. */
    CsvTable(String... columns) {
        row((Object[]) columns);
    }

    /** Adds a row; a field that is null is empty. */
    void row(@Nullable Object... fields) {
        lines.append(Arrays.stream(fields).map(CsvTable::field).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    private static String field(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        if (!(value instanceof Number) && !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean plain = text.chars().noneMatch(each -> each == ',' || each == '"' || each == '\r' || each == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    byte[] bytes() {
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }
}
