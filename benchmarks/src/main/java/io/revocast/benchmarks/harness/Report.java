package io.revocast.benchmarks.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a benchmark found: the machine, tables, and the rounds they were made of. Not thread-safe. */
public final class Report {
    private final String benchmark;
    private final List<Table> tables = new ArrayList<>();
    private final List<Bars> pictures = new ArrayList<>();
    private final Map<String, Object> rounds = new LinkedHashMap<>();

    public Report(String benchmark) {
        this.benchmark = benchmark;
    }

    public void add(Table table) {
        tables.add(table);
    }

    public void add(Bars picture) {
        pictures.add(picture);
    }

    /** Adds the rounds that a table was made of; {@code name} tells them apart. */
    public void add(String name, Rounds samples) {
        rounds.put(name, samples.samples());
    }

    /** Prints the machine and the tables. */
    public void print(PrintStream out) {
        out.println(Machine.describe());
        for (Table table : tables) {
            out.println();
            out.print(table.markdown());
        }
    }

    /** Writes each picture to a file of its own, which is replaced. */
    public void draw(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Bars picture : pictures) {
            Files.writeString(directory.resolve(picture.name() + ".svg"), picture.svg(Machine.describe()));
        }
    }

    /** Writes everything to a file, which is replaced. */
    public void write(Path file) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("benchmark", benchmark);
        document.put("machine", Machine.describe());
        document.put(
                "tables",
                tables.stream()
                        .map(table -> Map.of("title", table.title(), "header", table.header(), "rows", table.rows()))
                        .toList());
        document.put("rounds", rounds);
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), document);
    }
}
