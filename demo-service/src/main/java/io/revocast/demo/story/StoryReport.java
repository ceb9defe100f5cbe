package io.revocast.demo.story;

import java.io.PrintStream;

/** Prints the story, one line a step. */
final class StoryReport {
    private final PrintStream out;
    private int steps;

    StoryReport(PrintStream out) {
        this.out = out;
    }

    /** What happens in a step. */
    @FunctionalInterface
    interface Scene<T> {
        Outcome<T> play() throws StoryException, InterruptedException;
    }

    /**
     * Plays a step and prints how it went.
     *
     * @return what the scene produced
     * @throws StoryException when the step did not hold; its line is printed already
     */
    <T> T step(String name, String what, Scene<T> scene) throws StoryException, InterruptedException {
        Outcome<T> outcome;
        try {
            outcome = scene.play();
        } catch (StoryException e) {
            print("✗", name, what, "", "");
            throw e;
        }
        print(outcome.held() ? "✓" : "✗", name, what, outcome.codes(), outcome.note());
        if (!outcome.held()) {
            throw new StoryException("the step \"" + name + "\" did not hold; -v shows what the processes say");
        }
        steps++;
        return outcome.result();
    }

    private void print(String mark, String name, String what, String codes, String note) {
        out.println(String.format("  %s %-12s %-48s %-14s %s", mark, name, what, codes, note)
                .stripTrailing());
    }

    void say(String line) {
        out.println(line);
    }

    /** How many steps held. */
    int steps() {
        return steps;
    }
}
