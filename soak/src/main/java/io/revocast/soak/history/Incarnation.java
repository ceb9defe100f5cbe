package io.revocast.soak.history;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One process of one instance, from its start to its end, and all that it printed. Thread-safe. */
public final class Incarnation {
    private final String name;
    private final long started;
    private volatile long ended = Long.MAX_VALUE;
    private final Map<Integer, List<Run>> runs = new HashMap<>();
    private final List<CheckSample> samples = new ArrayList<>();

    /**
     * Begins a record.
     *
     * @param name of the instance, with the number of its start
     * @param started before the process was started
     */
    public Incarnation(String name, long started) {
        this.name = name;
        this.started = started;
    }

    /** The instance's name, with the number of its start. */
    public String name() {
        return name;
    }

    /** The instance's name without the number of its start. */
    String instance() {
        return name.substring(0, name.lastIndexOf('.'));
    }

    long started() {
        return started;
    }

    /** The process is gone. */
    public void end() {
        ended = System.nanoTime();
    }

    /** When the process was gone; {@link Long#MAX_VALUE} before that. */
    long ended() {
        return ended;
    }

    /** Takes in a line that the instance printed. A line that is neither a run nor a sample is left alone. */
    public synchronized void read(String line) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("run") && words.length == 7) {
            add(Run.parse(words));
        } else if (words[0].equals("sample") && words.length == 9) {
            samples.add(CheckSample.parse(words));
        }
    }

    /** A run is printed when it begins and again when it has grown; the later line replaces the earlier. */
    private void add(Run run) {
        List<Run> ofSubject = runs.computeIfAbsent(run.subject(), unused -> new ArrayList<>(2));
        int last = ofSubject.size() - 1;
        if (last >= 0 && ofSubject.get(last).first() == run.first()) {
            ofSubject.set(last, run);
        } else {
            ofSubject.add(run);
        }
    }

    /** The latest sample; null before the first. */
    public synchronized @Nullable CheckSample latest() {
        return samples.isEmpty() ? null : samples.get(samples.size() - 1);
    }

    /** Whether the latest check of the token answered that it is revoked. */
    public synchronized boolean enforces(int subject) {
        List<Run> ofSubject = runs.get(subject);
        return ofSubject != null && ofSubject.get(ofSubject.size() - 1).answer() == Run.Answer.REVOKED;
    }

    /** Whether the latest check of the token answered that it is not revoked. */
    public synchronized boolean accepts(int subject) {
        List<Run> ofSubject = runs.get(subject);
        return ofSubject != null && ofSubject.get(ofSubject.size() - 1).answer() == Run.Answer.NOT_REVOKED;
    }

    synchronized List<Run> runs(int subject) {
        return List.copyOf(runs.getOrDefault(subject, List.of()));
    }

    synchronized List<CheckSample> samples() {
        return List.copyOf(samples);
    }
}
