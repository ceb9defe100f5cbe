package io.revocast.prose;

/**
 * One violation.
 *
 * @param path the file, relative to the root of the project
 * @param line the line, from 1
 * @param rule the violated rule
 * @param text the offending text, and for a banned word its replacement
 */
record Finding(String path, int line, Rule rule, String text) {
    @Override
    public String toString() {
        return "%s:%d %s %s".formatted(path, line, rule, text);
    }
}
