package io.revocast.demo.story;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

/** A program of the demo: it can be started, killed and started again. Used by one thread. */
final class Instance {
    private final String name;
    private final URI uri;
    private final List<String> command;
    private final Consumer<String> log;
    private @Nullable Child child;

    Instance(String name, int port, List<String> command, Consumer<String> log) {
        this.name = name;
        this.uri = URI.create("http://127.0.0.1:" + port);
        this.command = List.copyOf(command);
        this.log = log;
    }

    String name() {
        return name;
    }

    URI at(String path) {
        return uri.resolve(path);
    }

    /** The command as a shell takes it. */
    String commandLine() {
        return String.join(
                " ",
                command.stream()
                        .map(word ->
                                word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                        .toList());
    }

    Child start() throws StoryException {
        child = Child.start(name, command, log);
        return child;
    }

    /** The process that was started last. */
    Child child() {
        if (child == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return child;
    }

    boolean wasStarted() {
        return child != null;
    }
}
